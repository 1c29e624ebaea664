package auth

// view is an origin of credentials together with the layers that may complete it: the parts of a credential of this origin, and the
// addresses that it may be sent to.
type view struct {
	origin             origin
	block, own, shared layer
}

func (l *layers) view(source origin) view {
	own := map[origin]layer{fromEntry: l.entry, fromHW: l.hw, fromOS: l.os}[source]
	return view{origin: source, block: l.block, own: own, shared: l.shared}
}

// views returns the origins of credentials in order of precedence. An entry of clouds.yaml that the provider block names comes before
// the environment; one that OS_CLOUD names comes after the two families. If no entry is named, its layer is empty.
func (l *layers) views() []view {
	order := []origin{fromBlock, fromHW, fromOS, fromEntry}
	if l.entryName.origin == fromBlock {
		order = []origin{fromBlock, fromEntry, fromHW, fromOS}
	}
	views := make([]view, len(order))
	for i, source := range order {
		views[i] = l.view(source)
	}
	return views
}

// find returns a setting of the view. An unknown argument counts as set, because another value in its place could select a credential that
// the user did not intend.
func (v view) find(setting string) value {
	found := v.block[setting]
	if !found.isSet() && !v.blockDecides(setting) {
		found = v.own[setting]
		if setting == "endpoint" && v.origin.isFamily() {
			found = v.shared[setting]
		}
	}
	found.setting = setting
	return found
}

// blockDecides reports whether a variable must be ignored because an argument already decides the host that the variable would change.
func (v view) blockDecides(setting string) bool {
	if !v.origin.isFamily() {
		return false
	}
	switch setting {
	case "cloud":
		return v.block.has("region")
	case "auth_url", "endpoint":
		return v.block.has("region", "cloud")
	}
	return false
}
