package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/vault"
	"federate/steps/view"
	"federate/ui/report"
)

func (a *app) answer() *cobra.Command {
	var files, secrets []string
	var step, back string
	var asJSON, fetches bool
	var far reach
	cmd := &cobra.Command{
		Use:   "answer NAME [[SIDE/]FACT=VALUE ...]",
		Short: "Tell values and hand over documents",
		Long: "Tells values and hands over documents: one submission, which is kept as a whole or not at all.\n\n" +
			"SIDE is platform or idp; without one it is the side that owns the fact. FACT=@PATH reads the value from a file, FACT=@@text is a value that begins with @, " +
			"and FACT= takes the word back. FACT#KEY=VALUE tells one value of a fact that has several. Values are never split.\n\n" +
			"A document is handed over with --file KIND=PATH. The message of one login is named by its direction: --file saml-response#sp-initiated=PATH.\n\n" +
			"A secret is never taken as FACT=VALUE. --secret FACT=PATH, or FACT=- for the standard input, notes that it was given. " +
			"The value goes into the keyring of this system, where there is one, and nowhere else.\n\n" +
			"--reply reads a ticket that came back, in which the other admin has filled in lines as idp.sso_url: https://login.example/saml2. " +
			"What a mail program puts around them is passed over; a line that cannot be taken is named, and then nothing is saved.\n\n" +
			"--fetch gets what the identity provider publishes, at the address that is told in the same call or before: its metadata, or its discovery document and then its keys. " +
			"What the document says in place of another value is said. Public addresses alone are asked, by the system's proxy where it has one, unless --private is given.\n\n" +
			"The findings that lead back to the steps concerned are printed, and the exit code is 0: what was said is kept all the same. " +
			"It is 3 where a document is refused, as a private key is, and 4 where nothing could be saved or somebody else said something different meanwhile.",
		Example: `federate answer acme idp.entity_id=https://sts.windows.net/9f7e/ idp.sso_url=https://login.microsoftonline.com/9f7e/saml2
federate answer acme idp/sp.entity_id=https://cxone.niceincontact.com/needtochange
federate answer acme --file certificate=entra.cer
federate answer acme --file saml-response#sp-initiated=response.b64
federate answer acme --secret oidc.client_secret=- < secret.txt
federate answer acme idp.metadata_url=https://login.example/metadata --fetch
federate answer acme --reply reply.txt`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			get, err := a.fetcher(fetches, far)
			if err != nil {
				return err
			}
			if len(args)+len(files)+len(secrets) == 1 && back == "" && !fetches {
				return errors.New("nothing to tell: give FACT=VALUE, --file KIND=PATH, --secret FACT=PATH, --reply FILE or --fetch")
			}
			s, err := a.session(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			c, err := a.submission(cmd.Context(), s.View().Pair.Terms, args[1:], files, secrets)
			if err != nil {
				return errors.Join(err, s.Close())
			}
			if back != "" {
				told, err := a.reply(cmd.Context(), s.View(), back)
				if err != nil {
					return errors.Join(err, s.Close())
				}
				c.Facts = append(c.Facts, told...)
			}
			c.Step = step
			before := s.View()
			after, err := s.Do(c).Wait()
			if err == nil && len(c.Documents) > 0 {
				a.tellReplaced(before, after)
			}
			if err == nil && get != nil {
				err = a.published(cmd.Context(), s, get, step)
				after = s.View()
			}
			if err = errors.Join(err, s.Close()); err != nil {
				return a.refused(err, asJSON)
			}
			if len(secrets) > 0 {
				a.say("noted that a secret was given; %s", whereKept(after, c.Facts))
			}
			return a.changed(before, after, asJSON)
		},
	}
	cmd.Flags().StringArrayVar(&files, "file", nil, "hand over a document, as KIND=PATH or KIND#ATTEMPT=PATH; PATH may be -")
	cmd.Flags().StringArrayVar(&secrets, "secret", nil, "give a secret, as FACT=PATH; PATH may be -")
	cmd.Flags().StringVar(&back, "reply", "", "read the filled lines of a ticket that came back; - is the standard input")
	cmd.Flags().BoolVar(&fetches, "fetch", false, "get the identity provider's metadata, or its discovery document and then its keys")
	far.flags(cmd, "with --fetch: ")
	cmd.Flags().StringVar(&step, "step", "", "step it was told at, where several ask for it")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// whereKept says where the secrets among told are kept. What only memory holds is lost
// as soon as this command ends.
func whereKept(v *steps.Snapshot, told []steps.Told) string {
	for _, t := range told {
		term, _ := v.Pair.Terms.Term(t.Fact)
		side := t.Side
		if side == "" {
			side = term.Owner
		}
		if w, ok := v.State.Said(side, t.Fact, t.Key); ok && w.Withheld && v.Kept(w) != vault.Keyring {
			return "the secret itself is not kept, because this system has no keyring that would take it"
		}
	}
	return "the secret itself is in the keyring and nowhere else"
}

// reply reads a ticket that the other admin filled in.
func (a *app) reply(ctx context.Context, v *steps.Snapshot, path string) ([]steps.Told, error) {
	raw, err := a.readNamed(ctx, path)
	if err != nil {
		return nil, err
	}
	told, err := checklist.ReadReply(v, string(raw))
	if err != nil {
		return nil, &InputError{fmt.Errorf("nothing was saved: %w", err)}
	}
	if len(told) == 0 {
		return nil, &InputError{errors.New("no line of the reply is filled in")}
	}
	return told, nil
}

// submission reads everything that is submitted at once.
func (a *app) submission(ctx context.Context, terms *federation.Vocabulary, values, files, secrets []string) (c steps.Answer, err error) {
	for i, arg := range values {
		t, err := a.value(terms, arg, i+1)
		if err != nil {
			return c, err
		}
		c.Facts = append(c.Facts, t)
	}
	for _, arg := range secrets {
		t, err := a.secret(ctx, terms, arg)
		if err != nil {
			return c, err
		}
		c.Facts = append(c.Facts, t)
	}
	for _, arg := range files {
		h, err := a.handed(ctx, terms, arg)
		if err != nil {
			return c, err
		}
		c.Documents = append(c.Documents, h)
	}
	return c, nil
}

// secret reads FACT=PATH. What is read is for the vault alone.
func (a *app) secret(ctx context.Context, terms *federation.Vocabulary, arg string) (steps.Told, error) {
	name, path, ok := strings.Cut(arg, "=")
	if !ok {
		return steps.Told{}, errors.New("--secret takes FACT=PATH, or FACT=- for the standard input")
	}
	t, err := fact(terms, name)
	if err != nil {
		return t, err
	}
	if term, _ := terms.Term(t.Fact); !term.Secret {
		return t, fmt.Errorf("%s is no secret: tell it as %s=VALUE", t.Fact, t.Fact)
	}
	raw, err := a.readNamed(ctx, path)
	if err != nil {
		// What was given as a path may be the secret itself.
		var in *InputError
		if errors.As(err, &in) {
			return t, &InputError{fmt.Errorf("the file of --secret %s could not be read", t.Fact)}
		}
		return t, err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return t, &InputError{fmt.Errorf("the secret for %s is empty", t.Fact)}
	}
	t.Secret = vault.New(string(bytes.TrimSpace(raw)))
	return t, nil
}

// handed reads KIND[#ATTEMPT]=PATH.
func (a *app) handed(ctx context.Context, terms *federation.Vocabulary, arg string) (steps.Handed, error) {
	name, path, ok := strings.Cut(arg, "=")
	if !ok {
		return steps.Handed{}, fmt.Errorf("--file %s: write KIND=PATH", arg)
	}
	kind, key, _ := strings.Cut(name, "#")
	if err := terms.CheckKind(federation.Kind(kind)); err != nil {
		return steps.Handed{}, err
	}
	raw, err := a.readNamed(ctx, path)
	if err != nil {
		return steps.Handed{}, err
	}
	origin := filepath.Base(path)
	if path == "-" {
		origin = "standard input"
	}
	return steps.Handed{Raw: raw, Origin: origin, Key: key, Kind: federation.Kind(kind)}, nil
}

// refused prints what is wrong with a document that was not kept.
func (a *app) refused(err error, asJSON bool) error {
	var r *steps.RefusedError
	if !errors.As(err, &r) {
		return err
	}
	if asJSON {
		if err := report.Line(a.Out, struct {
			Version  int             `json:"version"`
			Changed  bool            `json:"changed"`
			Kind     federation.Kind `json:"kind"`
			Error    string          `json:"error"`
			Findings []view.Finding  `json:"findings"`
		}{1, false, r.Kind, err.Error(), view.Findings(r.Findings)}); err != nil {
			return err
		}
	} else {
		blocks(a.Out, r.Findings)
	}
	return fmt.Errorf("nothing was saved: %w", err)
}
