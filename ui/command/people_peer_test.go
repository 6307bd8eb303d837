//go:build linux

// The peers are programs of a Linux machine, and so is the measure of memory.
package command_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"federate/federation/conformance"
)

// byDuckDB joins the two lists both ways, exactly, and those that are left without capitals
// and blanks. It writes how many of the platform have no equal, how many of these one without
// capitals and blanks, how many of the identity provider are met by nobody, and how long that
// took without the start of node.
const byDuckDB = `
const { DuckDBInstance } = require(process.argv[2] + '/@duckdb/node-api');
const [here, there] = process.argv.slice(3);
(async () => {
  const start = performance.now();
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  const list = (name, path, key) => c.run('create table ' + name + ' as select row_number() over () as line, ' + key +
    ' as k from read_csv(\'' + path + '\', all_varchar=true, header=true)');
  await list('h', here, '"External Identity"');
  await list('t', there, 'userPrincipalName');
  const r = await c.runAndReadAll(
    'with m as (select h.line, h.k from h where not exists (select 1 from t where t.k = h.k)),' +
    ' f as (select m.line, t.line as other from m join t on lower(trim(m.k)) = lower(trim(t.k))),' +
    ' b as (select t.line from t where not exists (select 1 from h where h.k = t.k) and not exists (select 1 from f where f.other = t.line))' +
    ' select (select count(*) from m), (select count(*) from f), (select count(*) from b)');
  console.log(JSON.stringify([...r.getRows()[0].map(Number), performance.now() - start]));
})();
`

const bySQLite = `
.mode csv
.import %s h
.import %s t
create index hk on h("External Identity");
create index tk on t(userPrincipalName);
create table m as select "External Identity" as k from h where "External Identity" not in (select userPrincipalName from t);
create index tf on t(lower(trim(userPrincipalName)));
select count(*), (select count(*) from m join t on lower(trim(m.k)) = lower(trim(t.userPrincipalName))) from m;
`

// TestPeerPeople compares two lists as large as a large company, and as databases would: they
// read the same files. FEDERATE_PEOPLE=1000000 makes them a million each.
func TestPeerPeople(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	people := 200_000
	if n, err := strconv.Atoi(os.Getenv("FEDERATE_PEOPLE")); err == nil {
		people = n
	}
	packages, err := filepath.Abs("../../.ci/peers/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	bin, dir := program(t), t.TempDir()
	here, there := companyFiles(t, dir, people)
	script := filepath.Join(dir, "join.cjs")
	if err := os.WriteFile(script, []byte(byDuckDB), 0o600); err != nil {
		t.Fatal(err)
	}
	match := []string{"users", "match", "--platform-users", here, "--idp-users", there, "--platform", "cxone", "--protocol", "saml",
		"--idp-column", "upn", "--dir", dir}
	out, _, _ := measured(t, 1, bin, append(match, "--json")...)
	var said struct {
		Failing int
		Counts  map[string]int
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	folded := said.Counts["identity-case"] + said.Counts["identity-white-space"]
	var shares []float64
	for range 3 {
		_, ours, most := measured(t, 1, bin, match...)
		out, theirs, their := measured(t, 0, "node", script, packages, here, there)
		var duck [4]float64
		if err := json.Unmarshal(out, &duck); err != nil {
			t.Fatal(err)
		}
		if said.Failing != people/1000*6 || said.Failing != int(duck[0]) || folded != int(duck[1]) {
			t.Errorf("%d fail, %d of them by capitals and blanks; DuckDB finds %v and %v", said.Failing, folded, duck[0], duck[1])
		}
		own := time.Duration(duck[3] * float64(time.Millisecond))
		t.Logf("%d people on each side: federate %v and %d MB, DuckDB %v (%v with its start) and %d MB", people,
			ours.Round(time.Millisecond), most>>20, own.Round(time.Millisecond), theirs.Round(time.Millisecond), their>>20)
		if most > 600<<20 && people <= 1_000_000 {
			t.Errorf("%d MB of memory", most>>20)
		}
		shares = append(shares, float64(ours)/float64(own))
	}
	conformance.Promise(t, "comparing people, start to end, as a part of DuckDB's join", 1, shares...)
	script = filepath.Join(dir, "join.sql")
	if err := os.WriteFile(script, fmt.Appendf(nil, bySQLite, here, there), 0o600); err != nil {
		t.Fatal(err)
	}
	out, took, most := measured(t, 0, "sqlite3", ":memory:", ".read "+script)
	t.Logf("sqlite3 %v and %d MB: %s", took.Round(time.Millisecond), most>>20, bytes.TrimSpace(out))
	out, took, most = measured(t, 0, "mlr", "--icsv", "--onidx", "join", "--np", "--ur", "-l", "userPrincipalName", "-r", "External Identity", "-j", "k",
		"-f", there, "then", "count", here)
	t.Logf("mlr, one way and exactly alone, %v and %d MB: %s", took.Round(time.Millisecond), most>>20, bytes.TrimSpace(out))
}

// measured runs a command that ends with code, and returns what it said, and what it took of
// time and of memory.
func measured(t *testing.T, code int, name string, args ...string) (out []byte, took time.Duration, most int64) {
	t.Helper()
	c := exec.Command(name, args...)
	var talk bytes.Buffer
	c.Stderr = &talk
	start := time.Now()
	out, _ = c.Output()
	took = time.Since(start)
	if got := c.ProcessState.ExitCode(); got != code {
		t.Fatalf("%s %q ended with %d\n%.2000s", name, args, got, talk.Bytes())
	}
	return out, took, c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}

// companyFiles writes the lists of a company, with six people of every thousand wrong on the
// platform.
func companyFiles(t *testing.T, dir string, people int) (here, there string) {
	t.Helper()
	here, there = filepath.Join(dir, "employees.csv"), filepath.Join(dir, "entra.csv")
	var files [2]*bufio.Writer
	for i, path := range []string{here, there} {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		files[i] = bufio.NewWriterSize(f, 1<<20)
	}
	fmt.Fprintln(files[0], "Name,External Identity,Status,Primary Role")
	fmt.Fprintln(files[1], "displayName,userPrincipalName,mail,accountEnabled,assigned")
	for i := range people {
		name := fmt.Sprintf("person.%c%07d@classics.example", 'a'+i%26, i*37%10_000_019)
		fmt.Fprintf(files[1], "Person %d,%s,m%d@mail.example,true,yes\n", i, name, i)
		switch i % 1000 {
		case 0:
			name = strings.ToUpper(name)
		case 200:
			name = strings.Replace(name, "person", "pperson", 1)
		case 400:
			name = strings.Replace(name, ".", "", 1)
		case 600:
			name = fmt.Sprintf("m%d@mail.example", i)
		case 800:
			name = fmt.Sprintf("nobody@else.example%d", i)
		case 900:
			name += " "
		}
		fmt.Fprintf(files[0], "Person %d,%s,Active,Agent\n", i, name)
	}
	for _, w := range files {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	return here, there
}
