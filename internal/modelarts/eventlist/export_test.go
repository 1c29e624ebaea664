package eventlist

// MaxLooks is the number of responses with a total that does not decrease, before it is believed.
const MaxLooks = maxLooks
