// Package joblist reads a list of training jobs page by page while jobs are created, deleted, and start or stop to match. It knows neither
// HTTP nor JSON.
//
// # What is known of the service
//
// A response shows consecutive jobs of one state of the list. The list is sorted by the second in which the jobs were created; the order
// within a second may change between two responses. The time of creation of a job does not change. An offset counts jobs or pages; the
// documents disagree. Totals are not used at all.
//
// # Why the list is complete and has no duplicates
//
// A group is all jobs of one second. The boundary is the last group that was taken.
//
//  1. A response joins the boundary if its first job is in the boundary's second or before it, or if it begins with the first job of the
//     list. Since the list is sorted and a response has no gap, it then shows every job behind the boundary, up to its end. A response that
//     does not join is not used: jobs before it were removed, and the reader goes back. An empty response joins nothing.
//  2. The last group of a response may continue in the next one. It is not taken, unless the response shows the end of the list.
//  3. So each second is taken from exactly one response. A job that is in the list during the whole read is in the result exactly once,
//     regardless of what happens to other jobs, of offsets and of totals.
//  4. A response shows the end of the list if it joins the boundary, has fewer jobs than were requested, and no job is behind it. The
//     service may have smaller pages than requested. To check whether a short page is the last one, the reader requests the job behind
//     it: offset n with limit 1 means job n, whether offset counts jobs or pages. For any page but the first, n itself depends on what
//     offset counts. So the reader also requests job n-1, which must be the last job of the page. This shows that n is right.
//
// # Where the next page begins
//
// The next page must begin at the boundary or before it. If offset counts jobs, it is the position of the last job taken. If offset counts
// pages, pages begin only at multiples of limit, so the reader chooses the limit whose page begins at or before the last job taken and ends
// last. With 50 jobs per page, it adds 24 jobs or more, on average 41.
//
// The second request shows what offset counts: page 1 of n jobs begins with job n, job 1 was in the first response. A wrong guess can only
// make the read fail, because steps 1 to 3 look at the jobs alone, and step 4 checks the position.
//
// # What cannot be detected
//
// A service that has smaller pages than requested, if between a page and the request for the job behind it, as many jobs are removed as are
// behind the page. (After any page but the first, as many must also be created before the next request.) A service that cuts the list into
// pages before it filters. A service with smaller pages than requested that wrongly answers that no job is behind the first one.
package joblist
