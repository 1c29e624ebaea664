package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	codePattern    = regexp.MustCompile("`[^`]*`")
	linkPattern    = regexp.MustCompile(`\]\(<?([^)\s>]+)`)
	headingPattern = regexp.MustCompile(`(?m)^#{1,6} +(.*\S)`)
	notInAnchor    = regexp.MustCompile(`[^\p{L}\p{N}\s_-]`)
)

const repositoryURL = "https://github.com/modelarts-contrib/terraform-provider-modelarts/"

// Templates are not read, because docs/ is generated from them. Links to hosts are not followed, because tests use no network.
func TestLinksInDocumentsResolve(t *testing.T) {
	t.Parallel()
	links := 0
	for _, folder := range []string{"", ".github", "docs", "docs/*", "internal", "internal/*", "internal/*/*"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "..", folder, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, match := range linkPattern.FindAllStringSubmatch(codePattern.ReplaceAllString(prose(t, file), ""), -1) {
				base, link := file, match[1]
				if path, here := strings.CutPrefix(link, repositoryURL); here { // pages in the registry cannot link a file in another way
					_, path, _ = strings.Cut(path, "/main/")
					base, link = "../../../README.md", path
				}
				if !strings.Contains(link, "://") && !resolves(t, base, link) {
					t.Errorf("%s: there is no %s", file, link)
				}
				links++
			}
		}
	}
	if links < 50 {
		t.Errorf("found only %d links", links)
	}
}

// resolves accepts the links of the registry, which have no extension.
func resolves(t *testing.T, file, link string) bool {
	t.Helper()
	path, anchor, _ := strings.Cut(link, "#")
	if path != "" {
		file = filepath.Join(filepath.Dir(file), path)
	}
	if _, err := os.Stat(file + ".md"); err == nil {
		file += ".md"
	}
	_, err := os.Stat(file)
	return err == nil && (anchor == "" || strings.HasSuffix(file, ".md") && hasAnchor(prose(t, file), anchor))
}

// hasAnchor knows the anchors of headings, in GitHub's spelling, and those of generated pages.
func hasAnchor(text, anchor string) bool {
	for _, heading := range headingPattern.FindAllStringSubmatch(text, -1) {
		name := notInAnchor.ReplaceAllString(strings.ToLower(heading[1]), "")
		if strings.ReplaceAll(name, " ", "-") == anchor {
			return true
		}
	}
	return strings.Contains(text, `<a id="`+anchor+`">`)
}

// prose returns a document without its blocks of code.
func prose(t *testing.T, file string) string {
	t.Helper()
	var text strings.Builder
	fenced := false
	for line := range strings.Lines(fileText(t, file)) {
		isFence := fencePattern.MatchString(line)
		if !isFence && !fenced {
			text.WriteString(line)
		}
		fenced = fenced != isFence
	}
	return text.String()
}
