// Package eventlist reads a list of events page by page: every event that exists from the first request to the last, as often as it
// exists, in order. Otherwise the read fails. Events that are written or removed during the read may or may not be in the result. The
// package receives a function that fetches a page, and knows nothing of HTTP.
//
// This comment is the argument that the result is complete. Each step names its test in this package; "property tests" are the two in
// property_test.go, which check the promise against a model of the service.
//
// # What is assumed of the service
//
//   - A1. A response shows one state of the list: consecutive events of it, from the requested position on.
//   - A2. A response has no more events than were requested. If it has fewer, either the list ends there, or the service has a smaller
//     largest page. It need not announce that size, but the size is the same in each response, also in earlier reads (see
//     Options.SeenPage). A response without events means that the list is not longer than the position.
//   - A3. The list is sorted by time, or at least one response shows that it is not. The order of equal times may differ in each response.
//
// Nothing is assumed of totals, except that two totals above [MaxEvents] end the read with an error. Events have no id, so events with
// equal fields cannot be told apart, and are never compared to find out whether something moved.
//
// # Groups
//
// A group is all events with the same time. A response shows a complete group if it also shows an event before the group (or begins at
// position 0) and an event after it (or the end of the list). Then, by A1 and A3, all events of the group are between the two.
//
// The reader takes complete groups only, in order. Let t be the time of the last group that was taken. A page chains if it begins at
// position 0, or with an event of time t or earlier. Before anything is taken, only a page at the position where the read starts chains:
// with an offset, the events before it in the first response are those that are skipped. The reader drops the events up to t from a page
// that chains, and takes all groups except the last one, which may continue. The next page is requested from the position of the last event
// that was taken, so that it chains if nothing was removed.
//
// Lemma. Each event that exists during the whole read is taken exactly once.
//
// Proof. A page that chains and whose last complete group has the time u shows all events later than t and not later than u: they are
// consecutive, an event of t or earlier comes before them (or nothing), and a later event comes after them. So the events with a time in
// (t, u] are taken from one response, exactly as they are in one state of the list. The intervals of all pages do not overlap, and leave no
// gap up to the end. An event that exists throughout is in each state, so it is in the one that its interval was taken from, once. □
//
// The proof uses no position, no total, no order in which the responses came, and no comparison of events. So events may be inserted,
// appended and removed between any two requests, equal times may change their order, and pages may be requested concurrently. A
// position that is out of date costs a request, and never an event: a page that does not chain is followed by one from an earlier
// position, and position 0 always chains. (TestRemovalBeforeEqualEventsLosesNone, TestOrderOfEqualTimesMayDifferPerResponse,
// TestListThatLosesOldestEventsIsRead, TestListWithLateEventsIsRead, property tests.)
//
// # The end
//
// Let m be the size of a response, and let another response of the read, or Options.SeenPage, be larger. By A2 the service has larger
// pages, so a response of m events to a request for more than m shows the end of the list. The last group is then complete. Two more rules
// guard A2:
//
//   - If a total is larger than the position of the end, the reader looks there again: without filters until the total decreases, and
//     with filters at each position up to the total, since it may include events that the filters exclude. If the total does not
//     decrease, the read fails, unless the same list without filters has that many events. If there are events after the end, and
//     growth does not explain them, the end is read again, at most maxLooks times without a new group; then the read fails.
//     (TestListShorterThanItsTotalIsAnError, TestOutdatedTotalAfterRemovalIsAccepted; in the package modelarts
//     TestFilteredListShorterThanItsTotal.)
//   - If a total is smaller or absent, the reader looks once more. (TestChangingPageSizeLosesNoEvents.)
//
// If a total is equal, that look is not necessary. No total ends a list. (TestNoTotalEndsAListEarly.)
//
// # A list that grows with each request
//
// In such a list a total may be larger than each end, and the reader then finds events after that end. They are new if three facts agree;
// then the reader accepts the end:
//
//  1. The reader repeats the request that showed the end. The response now reaches at least the last event that was found after the end.
//  2. Since an earlier end with the same outcome, the total has increased by at least the number of events that repeated requests gained.
//  3. The repeated request reaches the total that contradicted the end. With filters, which such a total may ignore, the number of events
//     without filters lies between that total and the current one.
//
// By A2 the end was right, so this loses nothing. (TestListThatGrowsWithoutEndIsRead.) The facts guard A2
// (TestMissingEventsAreNotTakenForGrowth):
//
//   - A service that filters each page, or has lost events, gives the same response to the same request until its list changes, which
//     contradicts 1. If events are appended, a page with filters has more events only if it reaches the end of the unfiltered list; then
//     it also had all earlier events that match.
//   - A service that changes its page size shows more events. Its total does not increase by as many, which contradicts 2.
//   - If the total counts events that the service has lost, the list does not reach it, which contradicts 3.
//
// Responses to requests for the end of such a list may all have the same size, as if the service had small pages. After each probeInterval
// responses with room for more events, a page therefore begins one event earlier. Its response is larger, and the next one shows the end.
//
// # One group in one page, and no larger response
//
// A list of one event never has a larger response. The reader then looks behind the page, and requests the page again. If there is nothing
// behind it, and the page has the same events again, the list ends with it. For a service without a silent bound this is one response that
// shows all. For one with a silent bound of m events, something is lost only if the list changed twice in between: by a removal before
// the look behind, which hid an event, and by an insertion after it, which restored the page. If the second page is larger, there was
// room for more in the first one, which therefore showed the end of its list.
//
// # A group that fills a page, lists without order
//
// Some groups cannot be shown by one response: more events of one second than a page holds. The page size is raised to the largest one
// first. (TestSmallLimitIsRaised.) If that is not enough, the section of the list up to the end of the group is read page after page,
// twice, and both readings must have the same events in the same order. The same is done with a whole list if a time is unreadable, if
// times are not in order, or if pages have one event only. (TestSecondWithMoreEventsThanAPage, TestUnsortedListIsRead.)
//
// Lemma. If the order of the section does not change, and the list does not change during one of two readings of equal size that agree,
// the section is complete.
//
// Proof. The reading during which nothing changed shows one state of the section. The other one has the same events. □
//
// A list may grow at its end during both. Then the second reading may be longer. It agrees if the first one ended with the list, both begin
// at the same position, and the second begins with the events of the first. This covers appended events, and a first reading without a
// change. The first reading must know where the list ended at its last request. So a page that was requested early and shows the end is
// requested again.
//
// If the pages only seem to be small, because the list was short when it was first requested, one more request with the full page size
// shows that. The section is then read anew. (TestPagesWithMoreRoomThanItSeemedLoseNoEvent.)
//
// The second reading has other page ends than the first, unless pages have one event. Otherwise two replicas with different orders that
// alternate would often produce the same wrong reading twice. The order must agree for the same reason: if one order is the reverse of the
// other, both readings may lose and repeat the same events, but at other positions. (TestReplicasThatTakeTurnsLoseNoEvent.)
//
// # What cannot be detected
//
//   - Two readings of a section that fills a page, if the list changes during both: both may lose or repeat the same events. More readings
//     would not help, because a list that changes before every request can return the same pages each time. The same is true of a longer
//     second reading, after two changes: an event is removed and restored.
//   - Orders that change in each response, of a group that fills a page: each response shows some events of the group, and any multiset
//     with those events could have produced them. If the orders differ in many places, two readings practically never agree, and the read
//     fails. If they differ in a few places, both readings may take these from the same order, and lose and repeat an event.
//   - Responses without events, although the list has some (against A2), while totals are absent or 0. A list that loses all its events
//     looks the same.
//   - A page size that changes silently from response to response (against A2), while totals say nothing, agree, or grow as fast: a
//     response that was cut short looks like the end. Any two short responses in a row are enough.
//   - Lost events of a filtered list that grows, if its total is smaller than the number of events without filters by no more than the list
//     grows between two requests.
//   - An unsorted list of which every response is sorted: the events out of order were removed, or come before the offset, or a removal
//     moved the break to the beginning of a page.
//   - A service that filters each page instead of the list, if its totals do not count all events, if it orders equal times anew in each
//     response, if it bounds pages silently, if there is an offset, or if the list changes meanwhile. Otherwise it is detected, because
//     there are events behind the end of the list. (property tests)
//   - A filtered query that loses all its events, while its total and that of the list without filters agree: this looks like a filter that
//     matches nothing. An event of the unfiltered list that matches contradicts it, if it is in the first page and no pattern is set.
//
// A service that ignores the offset can be detected: it has events at a position that no list reaches. (TestIgnoredOffsetIsAnError.)
//
// # Termination
//
// Each response takes a group, or moves the position forward over events that were taken, or counts as idle. After maxIdle idle responses
// without a new group the read fails. Positions that go back double their step, so that position 0 is reached before that. Positions
// that go forward end with the list, or at [MaxEvents], and so does a list that grows as fast as it is read.
// (TestListThatGrowsEndsAtItsEnd, TestListThatGrowsBeyondBoundIsAnError, TestListThatChangesOnceByManyEventsIsRead,
// TestListThatIsPushedBackForeverIsAnError.)
package eventlist
