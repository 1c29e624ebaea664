package eventpage

import "testing"

func TestTimelineIsImmutable(t *testing.T) {
	t.Parallel()
	roomForMore := make(Timeline, 0, 8)
	read := append(roomForMore, Timeline(nil).With([]Event{{Message: "read", Time: "2024-01-01T00:00:01Z"}})...)
	grown := read.With([]Event{{Message: "late", Time: "2024-01-01T00:00:00Z"}})
	if read[0].Message != "read" || grown[0].Message != "late" || len(grown) != 2 {
		t.Errorf("read begins with %q, grown with %q", read[0].Message, grown[0].Message)
	}
}
