package wholetest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const maxFiles = 25

// sourceFolder is what the Go files of one folder declare for other packages, and what they name of other packages.
type sourceFolder struct {
	// exported are sets of names: the constants of one declaration go together.
	exported [][]string
	// named holds selectors such as "rest.New", and the names in exported declarations, which other packages get through them.
	named map[string]bool
}

func TestNoFolderHasMoreThan25Files(t *testing.T) {
	t.Parallel()
	files := map[string]int{}
	forEachFile(t, func(path string) { files[filepath.Dir(path)]++ })
	for folder, count := range files {
		if count > maxFiles && !strings.Contains(folder, "testdata") {
			t.Errorf("%s has %d files, more than %d", folder, count, maxFiles)
		}
	}
}

func TestEveryExportedNameIsUsedElsewhere(t *testing.T) {
	t.Parallel()
	folders := map[string]*sourceFolder{}
	outside := map[string]bool{}
	forEachFile(t, func(path string) {
		if filepath.Ext(path) != ".go" {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				if name, ok := selector.X.(*ast.Ident); ok {
					outside[name.Name+"."+selector.Sel.Name] = true
				}
			}
			return true
		})
		if !strings.HasSuffix(path, "_test.go") && file.Name.Name != "main" {
			folder := folders[file.Name.Name]
			if folder == nil {
				folder = &sourceFolder{named: map[string]bool{}}
				folders[file.Name.Name] = folder
			}
			folder.add(file)
		}
	})
	for name, folder := range folders {
		for _, exported := range folder.exported {
			if !slices.ContainsFunc(exported, func(one string) bool { return outside[name+"."+one] || folder.named[one] }) {
				t.Errorf("%s exports %s, and no other package names it", name, strings.Join(exported, ", "))
			}
		}
	}
}

func (f *sourceFolder) add(file *ast.File) {
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			if declaration.Recv == nil {
				f.export(declaration.Name)
			}
			f.name(declaration.Type)
		case *ast.GenDecl:
			var constants []*ast.Ident
			for _, spec := range declaration.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					f.export(spec.Name)
					f.name(spec.Type)
				case *ast.ValueSpec:
					f.name(spec)
					if declaration.Tok == token.CONST {
						constants = append(constants, spec.Names...)
						continue
					}
					for _, name := range spec.Names {
						f.export(name)
					}
				}
			}
			f.export(constants...)
		}
	}
}

func (f *sourceFolder) export(names ...*ast.Ident) {
	var exported []string
	for _, name := range names {
		if name.IsExported() {
			exported = append(exported, name.Name)
		}
	}
	if len(exported) > 0 {
		f.exported = append(f.exported, exported)
	}
}

// name notes the types in a signature, in a struct, and of a variable: a package that uses one of these need not name its type.
func (f *sourceFolder) name(node ast.Node) {
	declared := map[*ast.Ident]bool{}
	if spec, ok := node.(*ast.ValueSpec); ok {
		for _, name := range spec.Names {
			declared[name] = true
		}
	}
	ast.Inspect(node, func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok && !declared[name] {
			f.named[name.Name] = true
		}
		return true
	})
}

func forEachFile(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." && entry.Name() != ".github" {
			return filepath.SkipDir
		}
		if err == nil && !entry.IsDir() {
			visit(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
