package modelarts

// The follower reports each change of the phase and each event of a training job, as they arrive, until the job has ended.
//
// This comment is the argument that no event is reported twice, and that none is missing when the job has ended. Each step names its test
// in this package; the "property test" is TestPropertyEventsAreReportedOnce, which checks the promises against a model of the service.
//
// # What is assumed of the service
//
// A read of events is complete: [eventlist.Read] returns the events from an offset to the end of the list, and each group of equal times as
// it was in one state of the list, or fails. Its package documentation has the argument. Events have no id. Two events are identical if all
// their fields are equal, including the time.
//
// # What is known
//
// The follower knows how often it has reported each event. In a reading, an event is new as often as the reading contains it more often than
// that.
//
// Lemma 1. No event is reported more often than it existed in some state of the list.
//
// Proof. Identical events have equal times, so they are in one group, and a reading shows that group in one state. If the reading begins in
// the middle of the group, it shows fewer of them. So the number of reports is at most the number in one state. □
// (TestIdenticalEventsAreReportedAsOftenAsTheyOccur, TestWindowThatBeginsBetweenIdenticalEvents, property test)
//
// # A poll
//
// A poll requests the phase, and then reads the end of the list: a window that overlaps the known part by a few events. Let n be the length
// of the list at the poll before, m its length now, and f the number of new events in the window. The window is enough if both are true:
//
//   - It begins with a known event.
//   - m is at most n + f.
//
// Otherwise the window grows by a factor of four, up to the whole list, which is always enough.
//
// Lemma 2. If nothing was removed since the poll before, and that poll reported everything, then so does this one.
//
// Proof. Without removals, m - n events were added. The f new ones are among them, and m - n ≤ f, so they are all of them. □
// (TestLateEventIsReportedByTheNextPoll, TestLateEventFarBeforeTheWindow,
// TestLateEventAfterARemovalIsReportedByTheNextPoll, property test)
//
// The proof uses no times and no order, so it holds for late events, which are inserted before others, and for unsorted lists.
//
// Lemma 3. An event that is later than all known ones is reported by the next poll, even if others were removed.
//
// Proof. The window is contiguous up to the end of the list and begins with a known event. The list is sorted, so a later event is behind
// it. □ (TestRemovalOfMoreEventsThanTheWindow, property test)
//
// A removal may hide a late event that is before the window, because the length says nothing then. The event is reported when the
// window grows, or at the end. (TestLateEventBehindARemovalIsReportedAtTheEnd)
//
// # The end
//
// After the answer that shows that the job has ended, the whole list is read. So each event that exists from then on has been reported as
// often as it exists. (property test, TestEventsWrittenBeforeTheEndAreReported)
//
// # The number of requests
//
// The first and the last poll read the whole list. The others need one request for the phase and one for the window, if fewer than
// overlap events arrived and none was late: the window has room for more than the service showed, and earlier reads have shown that pages
// are larger. A list of less than ten events may need two more in a poll with new events, and a list of one event in each poll, because an
// answer may be the service's largest one.
// (TestPollTakesTwoRequests)
//
// # What cannot be noticed
//
// An event that is written and removed between two polls, and an identical event that takes the place of one that was removed: a list
// without ids looks the same. An event that was reported and then removed still counts in the summary.
