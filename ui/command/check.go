package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/ui/progress"
	"federate/ui/report"
)

// checkFlags are the flags of check.
type checkFlags struct {
	name, platform, idp, protocol string
	facts, secrets                []string
	at, failOn, write             string
	strict, fetch, asJSON         bool
	reach                         reach
	all                           bool // every federation
}

func (a *app) check() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [INPUT ...]",
		Short: "Judge documents and values, and change nothing",
		Long: "Judges documents and values: certificates, metadata, SAML requests and responses, and whatever they were wrapped in. What a document is, is recognised. " +
			"INPUT is a file, a folder, an address (with --fetch), or - for the standard input.\n\n" +
			"The inputs of one call belong together: a certificate that is given beside a response is the one that is trusted, and metadata gives the facts. " +
			"The files of a folder are judged one by one, on all cores. What a document that is named says, such as thumbprints and attributes, is shown beneath the findings.\n\n" +
			"The rules are those of the federation that --name names, with its facts; else those of --platform; else of the standards alone. With --name and no INPUT the " +
			"federation itself is judged, with --fetch the documents whose addresses it knows, and with --all each that is not put away, in one line. Nothing is written to a journal.\n\n" +
			"A message is judged at the time it was issued, and how long ago that is, is said; --at sets the clock. " +
			"Exit codes: 0 clean, 1 findings at or above --fail-on, 3 an input could not be read or recognised. With --strict a check that waits counts as a finding.",
		Example: `federate check response.b64 certificate.cer --platform cxone
federate check entra.cer --platform cxone --write converted/
federate check response.xml --name acme --json
federate check captures/ --fact idp.entity_id=https://sts.windows.net/9f7e/ --fact idp.certificate=@entra.cer
federate check https://login.microsoftonline.com/9f7e/federationmetadata/2007-06/federationmetadata.xml --fetch`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.runCheck(cmd, f, args) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.name, "name", "", "federation whose rules and facts count")
	fl.StringVar(&f.platform, "platform", "", "platform whose rules count")
	fl.StringVar(&f.idp, "idp", "", "identity provider, in whose words remedies are said")
	fl.StringVar(&f.protocol, "protocol", "", "protocol, where the platform knows several")
	fl.StringArrayVar(&f.facts, "fact", nil, "a known value, as [SIDE/]FACT=VALUE or FACT=@PATH")
	fl.StringArrayVar(&f.secrets, "secret", nil, "a secret to look at and to forget, as FACT=PATH; PATH may be -")
	fl.StringVar(&f.at, "at", "", "clock to judge by, as 2026-12-31T12:00:00Z")
	fl.StringVar(&f.failOn, "fail-on", "error", "mildest severity that makes the exit code 1: note, warning or error")
	fl.BoolVar(&f.strict, "strict", false, "a check that waits counts as a finding")
	fl.StringVar(&f.write, "write", "", "folder to write certificates to, in the form the platform takes")
	fl.BoolVar(&f.fetch, "fetch", false, "get inputs that are addresses, and the key set that a discovery document or a token leads to")
	f.reach.flags(cmd, "with --fetch: ")
	fl.BoolVar(&f.all, "all", false, "judge every federation as it stands, in one line each")
	for _, other := range []string{"name", "platform", "idp", "protocol", "fact", "secret", "at", "write", "fetch"} {
		cmd.MarkFlagsMutuallyExclusive("all", other)
	}
	jsonFlag(cmd, &f.asJSON)
	return cmd
}

func (a *app) runCheck(cmd *cobra.Command, f checkFlags, args []string) error {
	ctx := cmd.Context()
	failOn, err := severity(f.failOn)
	if err != nil {
		return fmt.Errorf("--fail-on: %w", err)
	}
	if f.all {
		if len(args) > 0 {
			return errors.New("--all judges every federation as it stands: it takes no INPUT")
		}
		return a.checkAll(ctx, f, failOn)
	}
	if f.name == "" && len(args) == 0 && len(f.facts)+len(f.secrets) == 0 {
		return errors.New("nothing to judge: give an INPUT, --fact FACT=VALUE, --secret FACT=PATH or --name NAME")
	}
	j := &judge{app: a, strict: f.strict, blank: f.name == "", reads: true}
	if f.at != "" {
		if j.at, err = moment(f.at, false); err != nil {
			return fmt.Errorf("--at: %w", err)
		}
	}
	if j.view, err = a.rules(ctx, f); err != nil {
		return err
	}
	j.now = j.view.Now
	if !j.at.IsZero() {
		j.now = j.at
	}
	f.facts, f.secrets = secretsIn(j.view.Pair.Terms, f.facts, f.secrets)
	if j.facts, err = j.claims(f.facts); err != nil {
		return err
	}
	secrets, err := j.lookAt(ctx, f.secrets)
	if err != nil {
		return err
	}
	get, err := a.fetcher(f.fetch, f.reach)
	if err != nil {
		return err
	}
	j.get = get
	if get != nil && len(args) == 0 { // what the federation's parties publish
		for _, p := range j.view.Published() {
			args = append(args, p.Address)
		}
		if len(args) == 0 {
			return errors.New("--fetch gets inputs that are addresses: give one, or --name of a federation that knows the address of its metadata")
		}
	}
	groups, err := a.groups(args, get)
	if err != nil {
		return err
	}
	if len(groups) == 0 {
		groups = [][]source{nil}
	}
	a, files, done := a.watched(unitOf(groups))
	defer done()
	if j.app = a; single(groups) {
		with := *a
		with.read, j.app = files, &with
	} else {
		files.Expect(int64(len(groups)))
	}
	worst, failed := federation.Severity(0), 0
	err = inOrder(ctx, len(groups), func(i int) verdict { return j.judge(ctx, groups[i]) }, func(i int, v verdict) error {
		if !single(groups) {
			files.Add(1)
		}
		for _, in := range v.inputs {
			if in.Err != nil {
				failed++
				a.say("federate: %s: %v", in.Path, plainErr(in.Path, in.Err))
			}
		}
		for _, note := range v.notes {
			a.say("%s", note)
		}
		if i == 0 {
			v.report.Findings = append(secrets, v.report.Findings...)
		}
		worst = max(worst, v.report.Worst())
		if f.strict && len(v.report.Waiting) > 0 {
			worst = max(worst, failOn)
		}
		if f.write != "" {
			for _, c := range v.certificates {
				if err := a.writeCertificate(f.write, j.view.Pair.Expect.CertificateForms.Value, c); err != nil {
					return err
				}
			}
		}
		if f.asJSON {
			return report.JSON(a.Out, v.inputs, v.messages, v.report)
		}
		if i > 0 {
			fmt.Fprintln(a.Out)
		}
		v.text(a.Out)
		return nil
	})
	return ended(cmp.Or(ctx.Err(), err), failed, worst >= failOn)
}

// single reports whether one input alone is judged, which may be large.
func single(groups [][]source) bool { return len(groups) == 1 && len(groups[0]) == 1 }

// unitOf is what is counted while groups are judged: bytes of one input, or files.
func unitOf(groups [][]source) progress.Unit {
	if single(groups) {
		return progress.Bytes
	}
	return progress.Of("files")
}

// ended is the result of a command that judged several inputs. failed of them could not
// be judged, which was reported already.
func ended(err error, failed int, found bool) error {
	switch {
	case err != nil:
		return err
	case failed > 0:
		return &InputError{ErrFindings}
	case found:
		return ErrFindings
	}
	return nil
}

// rules is the federation to judge by: the one named, or an empty one of the playbooks
// named.
func (a *app) rules(ctx context.Context, f checkFlags) (*steps.Snapshot, error) {
	if f.name != "" {
		v, err := a.snapshot(ctx, f.name)
		if err != nil {
			return nil, err
		}
		for _, x := range []struct{ flag, said, is string }{
			{"platform", f.platform, v.State.Platform}, {"idp", f.idp, v.State.IdP}, {"protocol", f.protocol, v.State.Protocol}} {
			if x.said != "" && x.said != x.is {
				return nil, fmt.Errorf("--name %s has the %s %s, and --%s says %s", f.name, x.flag, x.is, x.flag, x.said)
			}
		}
		return v, nil
	}
	l, err := a.library()
	if err != nil {
		return nil, err
	}
	pair, err := a.pair(l, f.platform, f.idp, f.protocol)
	if err != nil {
		return nil, err
	}
	return steps.Blank(pair, a.Now().UTC())
}

// pair joins the playbooks named, or those of the standards alone. Without a
// protocol it is the first that both know.
func (a *app) pair(l *playbook.Library, platform, idp, protocol string) (*playbook.Pair, error) {
	if platform == "" {
		platform = playbook.GenericPlatform
	}
	if idp == "" {
		idp = l.Generic(protocol)
	}
	if protocol == "" {
		p, err := l.Playbook(platform, federation.Platform)
		if err != nil {
			return nil, err
		}
		i, err := l.Playbook(idp, federation.IdP)
		if err != nil {
			return nil, err
		}
		shared := l.Protocols(platform, idp)
		if len(shared) == 0 {
			return nil, fmt.Errorf("%s and %s share no protocol", p.Title, i.Title)
		}
		protocol = shared[0]
	}
	return l.Pair(platform, idp, protocol, "", a.Know.Checks)
}

// plainErr is err without the path that is said already.
func plainErr(path string, err error) string {
	for _, prefix := range []string{"open ", "read ", "stat "} {
		if rest, ok := strings.CutPrefix(err.Error(), prefix+path+": "); ok {
			return rest
		}
	}
	return err.Error()
}
