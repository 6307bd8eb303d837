package command

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/fetch"
	"federate/steps/playbook"
	"federate/steps/rehearse"
	"federate/steps/rehearse/issue"
	"federate/steps/view"
	"federate/ui/report"
)

// rehearsal are the flags of rehearse.
type rehearsal struct {
	checkFlags
	documents    []string
	people       string
	listen, save string
	last         time.Duration
	withIdP      bool
	drill        string
	logins       int
	drills       bool
	course       bool
}

func (a *app) rehearse() *cobra.Command {
	var f rehearsal
	cmd := &cobra.Command{
		Use:   "rehearse [NAME]",
		Short: "Stand in for the platform on this machine and judge a real login",
		Long: "Stands in for the platform on this machine: a browser opens the address that is printed, the identity provider logs somebody in, and what it sends is judged by the platform's " +
			"rules, with the certificate and the issuer that the federation NAME knows, or that --document and --fact give. The identity provider needs a test application with the values that are printed; " +
			"remove it afterwards.\n\n" +
			"With --with-idp an identity provider is stood in for as well, so that a login and its failures can be practised without any account: --drill CODE makes the failure behind a finding, and --drills lists them. --course is a lesson: ten failed logins, to find the cause of.\n\n" +
			"It listens at this machine's own address alone, by https and http at one port, and ends after --for. Nothing is changed anywhere, and what it shows is not proof that the platform lets somebody in. " +
			"Over SSH, forward the port: ssh -L 7443:localhost:7443 HOST.\n\n" +
			"Exit codes: 0 every login would have been let in, 1 one would not, or none arrived; 3 a document could not be read, or the provider was not reached.",
		Example: `federate rehearse acme
federate rehearse --platform cxone --document idp-metadata.xml --save login.har
federate rehearse --platform genesys-cloud --with-idp --drill saml-audience-mismatch
federate rehearse --drills --protocol oidc
federate rehearse --course`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				f.name = args[0]
			}
			if f.course {
				return a.course(cmd.Context(), f.asJSON)
			}
			if f.drills {
				return a.listDrills(cmd.Context(), f)
			}
			return a.runRehearsal(cmd.Context(), f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.platform, "platform", "", "platform to stand in for")
	fl.StringVar(&f.idp, "idp", "", "identity provider, in whose words remedies are said")
	fl.StringVar(&f.protocol, "protocol", "", "protocol, where the platform knows several")
	fl.StringArrayVar(&f.facts, "fact", nil, "a known value, as [SIDE/]FACT=VALUE or FACT=@PATH")
	fl.StringArrayVar(&f.secrets, "secret", nil, "the client secret, as oidc.client_secret=PATH; PATH may be -")
	fl.StringArrayVar(&f.documents, "document", nil, "file with the identity provider's metadata, certificate, discovery document or key set")
	fl.StringVar(&f.people, "people", "", "the platform's list of people, to say who of those who log in is in it")
	fl.StringVar(&f.listen, "listen", rehearse.Listen, "address to listen at, of this machine alone")
	fl.DurationVar(&f.last, "for", time.Hour, "how long")
	fl.IntVar(&f.logins, "logins", 0, "end after so many logins; 0: when it is interrupted, or its time is over")
	fl.BoolVar(&f.withIdP, "with-idp", false, "stand in for the identity provider too")
	fl.StringVar(&f.drill, "drill", "", "with --with-idp: make the failure behind this code")
	fl.BoolVar(&f.drills, "drills", false, "list the failures that can be made")
	fl.BoolVar(&f.course, "course", false, "ten logins that failed, to find the cause of")
	fl.StringVar(&f.save, "save", "", "file to keep the recordings in, without secrets (HTTP Archive)")
	f.reach.flags(cmd, "")
	jsonFlag(cmd, &f.asJSON)
	for _, other := range []string{"drills", "drill", "with-idp", "save", "people", "platform", "idp", "protocol"} {
		cmd.MarkFlagsMutuallyExclusive("course", other)
	}
	return cmd
}

// longest is how long a rehearsal may last: what listens is not forgotten.
const longest = 12 * time.Hour

func (a *app) runRehearsal(ctx context.Context, f rehearsal) error {
	if f.last <= 0 || f.last > longest {
		return fmt.Errorf("--for takes a time such as 30m, of %d hours at most", longest/time.Hour)
	}
	if f.logins < 0 {
		return errors.New("--logins takes a number of logins; 0 is any number")
	}
	o, err := a.rehearsing(ctx, &f)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	var all []rehearse.Login
	var failed error
	finish := make(chan rehearse.Login, 1) // the last login that was wanted
	var list *pilots
	if f.people != "" {
		if list, err = a.pilotsIn(ctx, f.people, o.View); err != nil {
			return err
		}
		defer list.list.Close()
		o.People = list.listed
	}
	if f.save != "" { // a file that cannot be written is no news for after the login
		if err := writable(f.save); err != nil {
			return err
		}
	}
	stage, err := rehearse.Open(ctx, o, func(l rehearse.Login) {
		if l.Asked != "" { // it is no login, and decides about none
			failed = cmp.Or(failed, a.sayLogin(l, o.View.Pair.Words, f.asJSON))
			return
		}
		all = append(all, l)
		if failed = cmp.Or(failed, a.sayLogin(l, o.View.Pair.Words, f.asJSON)); failed == nil && f.save != "" {
			failed = writeFile(f.save, rehearse.Recording(all))
		}
		if failed == nil && f.name != "" && !f.withIdP && !l.Strange {
			failed = a.keepRehearsal(ctx, f.name, l)
		}
		switch {
		case failed != nil:
			end()
		case len(all) == f.logins:
			finish <- l
		}
	})
	var unread *rehearse.UnreadError
	if errors.As(err, &unread) {
		return &InputError{fmt.Errorf("%w; --document FILE takes it as it was saved", err)}
	}
	if err != nil {
		return err
	}
	a.sayStage(stage, o)
	select {
	case l := <-finish:
		stage.Finish(l)
		<-stage.Done()
	case <-stage.Done():
	}
	stage.Close()
	if failed != nil {
		return failed
	}
	if !f.asJSON && (len(all) > 1 || list != nil) && len(all) > 0 {
		a.sayPilots(all, list)
	}
	if f.name != "" && !f.withIdP {
		a.say("Now:")
		for _, l := range view.AfterRehearsal(o.View) {
			a.say("- %s", l)
		}
	}
	switch {
	case len(all) == 0:
		a.say("no login arrived")
		return ErrFindings
	case slices.ContainsFunc(all, func(l rehearse.Login) bool { return !l.Accepted() }):
		return ErrFindings
	}
	return nil
}

// keepRehearsal keeps what came of l beside the test of the federation that it is about.
func (a *app) keepRehearsal(ctx context.Context, name string, l rehearse.Login) error {
	s, err := a.session(context.WithoutCancel(ctx), name)
	if err != nil {
		return err
	}
	tests := slices.DeleteFunc(slices.Clone(s.View().Plan), func(st playbook.Step) bool { return st.Kind != playbook.Test || st.Attempt() == "" })
	if len(tests) == 0 {
		return s.Close()
	}
	_, _, err = submit(s, steps.Rehearsed{Step: tests[0].Ref(), Rehearsal: l.Evidence(report.Verdict(l))})
	return err
}

// rehearsing is what f wants to be rehearsed.
func (a *app) rehearsing(ctx context.Context, f *rehearsal) (o rehearse.Options, err error) {
	if f.drill != "" && !f.withIdP {
		return o, errors.New("--drill says what the stand-in identity provider does wrong: give --with-idp as well")
	}
	v, err := a.rules(ctx, f.checkFlags)
	if err != nil {
		return o, err
	}
	if v.Pair.Protocol == playbook.Password {
		return o, errors.New("a password is asked for by the platform itself: there is no login to rehearse")
	}
	o = rehearse.Options{View: v, Know: a.Know, Pages: report.Rehearsal{Words: v.Pair.Words}, Listen: f.listen, For: f.last, Now: a.Now, Random: rand.Reader, WithIdP: f.withIdP}
	if f.withIdP { // the facts of the real one are nothing to the stand-in
		if o.View, err = steps.Blank(v.Pair.Pair, a.Now().UTC()); err != nil {
			return o, err
		}
	}
	j := &judge{app: a, view: v, now: a.Now(), blank: f.name == ""}
	facts, secrets := secretsIn(v.Pair.Terms, f.facts, f.secrets)
	if o.Facts, err = j.claims(facts); err != nil {
		return o, err
	}
	for _, arg := range secrets {
		t, err := a.secret(ctx, v.Pair.Terms, arg)
		if err != nil {
			return o, err
		}
		o.Secret = t.Secret
	}
	if o.Secret.IsZero() && f.name != "" {
		if sh, id, err := a.named(ctx, f.name); err == nil && sh.Vault != nil {
			o.Secret, _ = sh.Vault.Find(id, "oidc.client_secret")
		}
	}
	for _, path := range f.documents {
		x, err := a.artifact(ctx, file(path))
		if err == nil && x.Kind == federation.KindUnknown {
			err = unknown(x)
		}
		if err != nil {
			return o, &InputError{fmt.Errorf("%s: %w", path, err)}
		}
		x.Origin = path
		o.Docs = append(o.Docs, x)
	}
	if f.drill != "" {
		d, ok := issue.Find(f.drill)
		if ok && d.Protocol != v.Pair.Protocol {
			return o, fmt.Errorf("%s is a fault of %s: say --protocol %s", d.Name(), view.Protocol(d.Protocol), d.Protocol)
		}
		if !ok {
			return o, fmt.Errorf("there is no drill %s for %s%s; --drills lists them", f.drill, view.Protocol(v.Pair.Protocol), nearest(f.drill, drillsOf(v.Pair.Protocol)))
		}
		if lacks := d.Lacks(v.Pair.Expect); lacks != "" {
			return o, fmt.Errorf("%s cannot be shown with %s: it needs %s", d.Name(), v.Pair.Words.Name(federation.Platform), lacks)
		}
		o.Drill = &d
	}
	if v.Pair.Protocol == "oidc" && !f.withIdP {
		get, err := a.reaching(fetch.Options{Loopback: true}, f.reach) // a provider on this machine is as good as any
		if err != nil {
			return o, err
		}
		o.Client, o.Get = get.Client(), get.Get
	}
	return o, nil
}

// sayStage says where to begin, and what to tell the identity provider first.
func (a *app) sayStage(s *rehearse.Stage, o rehearse.Options) {
	f := s.Front(true)
	a.say("Standing in for %s at %s until %s; ctrl+c ends it.", f.Platform, s.Address(), s.Until().Local().Format("15:04"))
	a.say("Where a browser refuses the certificate, by http: %s", s.PlainAddress())
	if !o.WithIdP {
		a.say("\nFor a test application at %s, to be removed afterwards:", f.IdP)
		for _, v := range f.Values {
			a.say("  %s: %s", v.Label, v.Value)
		}
		if f.Protocol == "saml" {
			a.say("  or its metadata: %smetadata", s.Address())
		}
	}
	if f.Missing != nil {
		way := ""
		if s.TakesIdPInitiated() {
			way = " One that begins at the identity provider can."
		}
		a.say("\nA login cannot begin here before this is known: %s; give it with --document or --fact, a secret with --secret.%s", strings.Join(f.Missing, ", "), way)
	}
	if host := a.Env("SSH_CONNECTION"); host != "" {
		a.say("\nFrom your own machine: ssh -L %s:localhost:%s THIS-HOST, then open the address there.", s.Port(), s.Port())
	}
	a.say("\nThe certificate was made for this run; SHA-256 %s", s.Print())
}

// sayLogin writes the verdict on l.
func (a *app) sayLogin(l rehearse.Login, words federation.Words, asJSON bool) error {
	if asJSON {
		return report.RehearsalJSON(a.Out, l)
	}
	report.RehearsalText(a.Out, l, words)
	return nil
}
