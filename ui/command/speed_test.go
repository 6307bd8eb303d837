//go:build linux

// The peers are programs of a Linux machine, and so is the measure of memory.
package command_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/beevik/etree"
	crewjam "github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"

	"federate/federation/conformance"
	"federate/federation/pki"
)

// products is where one response of 6.5 KB lies, with what it was made for.
const products = "../../federation/saml/testdata/products/"

// A run is what one process cost.
type run struct{ wall, cpu time.Duration }

// shares are how much processor time each of ours took as a part of theirs, in
// at most three groups of runs.
func shares(ours, theirs []run) (out []float64) {
	n := max(len(ours)/3, 1)
	for i := 0; i+n <= len(ours); i += n {
		out = append(out, float64(median(ours[i:i+n]).cpu)/float64(median(theirs[i:i+n]).cpu))
	}
	return out
}

// median of runs, each by itself.
func median(runs []run) run {
	pick := func(of func(run) time.Duration) time.Duration {
		ds := make([]time.Duration, len(runs))
		for i, r := range runs {
			ds[i] = of(r)
		}
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	return run{pick(func(r run) time.Duration { return r.wall }), pick(func(r run) time.Duration { return r.cpu })}
}

func (r run) String() string {
	return fmt.Sprintf("%v (%v of processor time)", r.wall.Round(100*time.Microsecond), r.cpu.Round(time.Millisecond))
}

// timed runs a command that must end well. What it says on its standard output
// goes nowhere.
func timed(t *testing.T, env string, name string, args ...string) run {
	t.Helper()
	c := exec.Command(name, args...)
	var talk bytes.Buffer
	c.Stderr = &talk
	if env != "" {
		c.Env = append(os.Environ(), env)
	}
	start := time.Now()
	err := c.Run()
	wall := time.Since(start)
	if err != nil {
		t.Fatalf("%s %q: %v\n%.2000s", name, args, err, talk.Bytes())
	}
	return run{wall, c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
}

// program builds federate, and returns its path.
func program(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "federate")
	if out, err := exec.Command("go", "build", "-o", bin, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// How fast the program is from start to end, against programs that people have.
func TestPeerCheckSpeed(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	bin := program(t)
	response, err := os.ReadFile(products + "samlp-message.xml")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("one response", func(t *testing.T) { oneResponse(t, bin, response) })
	t.Run("a folder", func(t *testing.T) { folderOfResponses(t, bin, response) })
	t.Run("a trace", func(t *testing.T) { largeTrace(t, bin) })
}

// The signature of one response, from start to end, against xmlsec1: the two take
// turns.
func oneResponse(t *testing.T, bin string, response []byte) {
	posted := filepath.Join(t.TempDir(), "response.b64")
	if err := os.WriteFile(posted, []byte(base64.StdEncoding.EncodeToString(response)), 0o600); err != nil {
		t.Fatal(err)
	}
	const times = 15
	var ours, theirs []run
	for range times {
		ours = append(ours, timed(t, "", bin, "check", posted, products+"idp.pem", "--at", issued(response).Add(time.Second).Format(time.RFC3339)))
		theirs = append(theirs, timed(t, "", "xmlsec1", "--verify", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response",
			"--trusted-pem", products+"idp.pem", products+"samlp-message.xml"))
	}
	t.Logf("one response of 6.5 KB, start to end: federate check %v, xmlsec1 --verify %v", median(ours), median(theirs))
	conformance.Promise(t, "federate check as a part of xmlsec1 --verify", 0.45, shares(ours, theirs)...)
}

// issued is when a response says that it was made.
func issued(response []byte) time.Time {
	_, rest, _ := bytes.Cut(response, []byte(`IssueInstant="`))
	text, _, _ := bytes.Cut(rest, []byte(`"`))
	t, _ := time.Parse(time.RFC3339, string(text))
	return t
}

// A folder of responses on one core, against a service provider's library and the
// signature alone, and one of 10,000 on all. What one response takes is the same
// in both, so the smaller is the one that is judged three times.
func folderOfResponses(t *testing.T, bin string, response []byte) {
	const files, few, sample = 10_000, 2_000, 400
	dir := t.TempDir()
	name := func(i int) string { return filepath.Join(dir, fmt.Sprintf("response-%05d.xml", i)) }
	fill := func(from, to int) {
		for i := from; i < to; i++ {
			if err := os.WriteFile(name(i), response, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill(0, few)
	setup, err := os.ReadFile(products + "setup.json")
	var p struct{ IdP, SP, ACS, Request string }
	if err == nil {
		err = json.Unmarshal(setup, &p)
	}
	pem, err2 := os.ReadFile(products + "idp.pem")
	acs, err3 := url.Parse(p.ACS)
	certificate, err4 := pki.Certificate(string(pem))
	for _, err := range []error{err, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	now := issued(response).Add(time.Second)
	check := []string{"check", dir, "--at", now.Format(time.RFC3339), "--fact", "idp.certificate=@" + products + "idp.pem",
		"--fact", "idp.entity_id=" + p.IdP, "--fact", "sp.entity_id=" + p.SP, "--fact", "sp.acs_url=" + p.ACS}

	crewjam.TimeNow, crewjam.Clock = func() time.Time { return now }, dsig.NewFakeClockAt(now)
	key := crewjam.KeyDescriptor{Use: "signing", KeyInfo: crewjam.KeyInfo{X509Data: crewjam.X509Data{
		X509Certificates: []crewjam.X509Certificate{{Data: base64.StdEncoding.EncodeToString(certificate.Raw)}}}}}
	provider := &crewjam.ServiceProvider{EntityID: p.SP, AcsURL: *acs, IDPMetadata: &crewjam.EntityDescriptor{EntityID: p.IdP,
		IDPSSODescriptors: []crewjam.IDPSSODescriptor{{SSODescriptor: crewjam.SSODescriptor{RoleDescriptor: crewjam.RoleDescriptor{
			KeyDescriptors: []crewjam.KeyDescriptor{key}}}}}}}
	library := func(text []byte) error {
		_, err := provider.ParseXMLResponse(text, []string{p.Request}, *acs)
		return err
	}
	signature := func(text []byte) error {
		doc := etree.NewDocument()
		if err := doc.ReadFromBytes(text); err != nil {
			return err
		}
		ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}})
		ctx.Clock = dsig.NewFakeClockAt(now)
		_, err := ctx.Validate(doc.Root())
		return err
	}
	// each reads and judges some files on one core, and returns the processor time
	// for one: that does not count what else the machine does.
	each := func(judge func([]byte) error) time.Duration {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		start := spent()
		for i := range sample {
			text, err := os.ReadFile(name(i))
			if err == nil {
				err = judge(text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		return (spent() - start) / sample
	}

	// The others before and after, so that what else the machine does meets all.
	var ofLibrary, ofSignature []float64
	var one run
	for range 3 {
		theirs, bare := each(library), each(signature)
		one = timed(t, "GOMAXPROCS=1", bin, check...)
		theirs, bare = (theirs+each(library))/2, (bare+each(signature))/2
		ours := one.cpu / few
		ofLibrary, ofSignature = append(ofLibrary, float64(ours)/float64(theirs)), append(ofSignature, float64(ours)/float64(bare))
		t.Logf("a response of a folder, on one core: federate check %v, crewjam/saml %v, bare goxmldsig %v", ours, theirs, bare)
	}
	fill(few, files)
	all := timed(t, "", bin, check...)
	t.Logf("a folder of %d responses of 6.5 KB on one core: %v; of %d on %d cores: %v, %.2f times as fast",
		few, one, files, runtime.NumCPU(), all, float64(one.wall)/few/(float64(all.wall)/files))
	conformance.Promise(t, "federate check of a folder as a part of crewjam/saml", 0.40, ofLibrary...)
	conformance.Promise(t, "federate check of a folder as a part of bare goxmldsig", 1.3, ofSignature...)
	if runtime.NumCPU() > 1 && all.wall/files >= one.wall/few*12/10 { // the like
		t.Errorf("%d cores take %v for one, and one core %v", runtime.NumCPU(), all.wall/files, one.wall/few)
	}
}

// spent is the processor time of this process so far.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // its arguments are right
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// A HAR file of 200 MB, against jq that counts it, and in less than 200 MB of
// memory.
func largeTrace(t *testing.T, bin string) {
	file := filepath.Join(t.TempDir(), "login.har")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := json.Marshal(strings.Repeat("<li class=\"agent\">Ann \"the agent\" Ångström</li>\n", 500))
	entry := fmt.Sprintf(`{"startedDateTime":"2026-03-02T09:00:00.000Z","time":12,"request":{"method":"GET","url":"https://cxone.example/app","httpVersion":"HTTP/2",`+
		`"headers":[{"name":"accept","value":"text/html"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"OK",`+
		`"httpVersion":"HTTP/2","headers":[{"name":"content-type","value":"text/html"}],"cookies":[],"content":{"size":25000,"mimeType":"text/html","text":%s},`+
		`"redirectURL":"","headersSize":-1,"bodySize":-1},"cache":{},"timings":{"send":0,"wait":1,"receive":1}}`, body)
	const size = 200_000_000
	_, err = f.WriteString(`{"log":{"version":"1.2","creator":{"name":"a browser","version":"1"},"entries":[` + entry)
	for n := 0; err == nil && n < size; {
		var more int
		more, err = f.WriteString("," + entry)
		n += more
	}
	if err == nil {
		_, err = f.WriteString("]}}")
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	const times = 3
	var ours, theirs []run
	var most int64
	for range times {
		c := exec.Command(bin, "check", file)
		start := time.Now()
		out, err := c.CombinedOutput()
		ours = append(ours, run{time.Since(start), c.ProcessState.UserTime() + c.ProcessState.SystemTime()})
		if code := c.ProcessState.ExitCode(); code > 1 { // what it finds in there is another test's
			t.Fatalf("%v: %s", err, out)
		}
		most = max(most, memory(c.ProcessState))
		theirs = append(theirs, timed(t, "", "jq", ".log.entries | length", file))
	}
	t.Logf("a HAR file of 200 MB: federate check %v, jq length %v; %d MB of memory at most (less than 200)", median(ours), median(theirs), most>>20)
	conformance.Promise(t, "federate check of a recording as a part of jq length", 0.70, shares(ours, theirs)...)
	if most > 200_000_000 {
		t.Errorf("federate check takes %d MB", most>>20)
	}
}

// memory is the most that a process held at once, in bytes.
func memory(p *os.ProcessState) int64 { return p.SysUsage().(*syscall.Rusage).Maxrss << 10 }
