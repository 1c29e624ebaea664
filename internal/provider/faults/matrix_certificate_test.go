package faults_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"sync"
	"time"
)

// selfSigned is a certificate and the authority that signed it.
type selfSigned struct{ tls.Certificate }

var (
	trustedCertificate   = sync.OnceValue(newSelfSigned)
	untrustedCertificate = sync.OnceValue(newSelfSigned)
)

// newSelfSigned is good for the loopback address, also by the clock of a bubble, which begins with the year 2000.
func newSelfSigned() selfSigned {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, public, private)
	if err != nil {
		panic(err)
	}
	return selfSigned{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private}}
}

func (c selfSigned) authority() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate.Certificate[0]}))
}
