package faults_test

import (
	"io"
	"log"
	"os"
	"testing"

	"github.com/modelarts-contrib/terraform-provider-modelarts/internal/acctest"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard) // net/http writes there that bytes came after a response
	os.Exit(acctest.Main(m))
}
