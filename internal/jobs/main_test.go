package jobs_test

import (
	"os"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

func TestMain(m *testing.M) { os.Exit(acctest.Main(m)) }
