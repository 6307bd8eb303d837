package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) playbookNew() *cobra.Command {
	var side, id, dir string
	cmd := &cobra.Command{
		Use:   "new --id ID",
		Short: "Begin a playbook of your own for an identity provider",
		Long: "Writes DIR/idp/ID.yaml: a small playbook with a word on each part, which can be used at once with --playbooks DIR. " +
			"Put your console's own words in place of those there, and lint it after each change. A file that is there is left as it is.",
		Example: `federate playbook new --id acme -o mine
federate playbook lint mine/idp/acme.yaml
federate new Trial --platform cxone --idp acme --protocol saml --playbooks mine`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case side != "idp":
				return fmt.Errorf("--side %s: only a playbook of an identity provider can be begun here; for a platform, read federate playbook show generic", side)
			case id == "" || steps.Slug(id) != id:
				return errors.New("--id takes small letters, digits and hyphens, as acme-login")
			}
			l, err := a.library()
			if err != nil {
				return err
			}
			if _, err := anyPlaybook(l, id); err == nil {
				return fmt.Errorf("there is a playbook %q already", id)
			}
			name := filepath.Join(dir, "idp", id+".yaml")
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return &steps.NotSavedError{Err: err}
			}
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if err != nil {
				return &steps.NotSavedError{Err: err}
			}
			title := strings.ToUpper(id[:1]) + id[1:]
			_, err = f.WriteString(strings.NewReplacer("TITLE", title, "ID.yaml", id+".yaml", "id: ID", "id: "+id).Replace(skeleton))
			if err := errors.Join(err, f.Close()); err != nil {
				return &steps.NotSavedError{Err: err}
			}
			fmt.Fprintln(a.Out, name)
			a.say("to judge it: federate playbook lint %s", name)
			return nil
		},
	}
	cmd.Flags().StringVar(&side, "side", "idp", "which side it describes: idp")
	cmd.Flags().StringVar(&id, "id", "", "its id, for ever")
	cmd.Flags().StringVarP(&dir, "out", "o", ".", "the folder for --playbooks")
	return cmd
}

func (a *app) playbookSchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the shape of a playbook as a JSON schema, for your editor",
		Example: "federate playbook schema > playbook.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			out := json.NewEncoder(a.Out)
			out.SetIndent("", "  ")
			out.SetEscapeHTML(false)
			return out.Encode(steps.Schema())
		},
	}
}

// skeleton is an identity provider of which the standards alone are known.
const skeleton = `# TITLE as an identity provider, by SAML 2.0. Change what is here to what your console
# says, and try it after each change: federate playbook lint idp/ID.yaml
playbook: 1
id: ID
side: idp
title: TITLE # as the picker shows it
short: TITLE # where there is no room
protocols: [saml]
about: TITLE, with your own words for it in one line.

# The consoles a person works in: an id for the steps below, and its name.
consoles:
  console: Console of TITLE

# Your console's own label for each fact. federate playbook show entra lists facts.
calls:
  sp.entity_id: Entity ID
  sp.acs_url: ACS URL
  idp.entity_id: Issuer
  idp.sso_url: Sign-in address
  idp.certificate: Signing certificate

# What a person does, one step an item. A step's id is for ever: journals name it.
# takes: facts that must be known first. gives: facts that it brings. plants: stand-ins
# for the platform's values, which the step back-fill replaces. do: one action each.
# enter: what goes into which box. fields: what to bring back. source and confidence
# (solid, likely, document-only, doubtful, unverified) say on whose authority.
# Change every source below to the page of your vendor.
steps:
  - id: application
    title: Create the application
    console: console
    role: idp-admin
    phase: create-app
    plants: [sp.entity_id, sp.acs_url]
    do:
      - Create a SAML 2.0 application of its own for {{name "platform"}}.
      - Enter the two values below, where it asks for them.
      - Assign the pilot, and nobody else for now.
    enter:
      - {fact: sp.entity_id, note: 'A stand-in. You replace it in **Replace the placeholders**.'}
      - {fact: sp.acs_url, note: 'A stand-in.'}
    why: >-
      Many consoles do not let you go on with empty boxes, and the platform wants your values first. A stand-in
      opens the circle. 
    source: {document: saml-metadata-2.0-os, section: "2.4.4"}
    confidence: solid

  - id: signing
    title: Set what is signed
    console: console
    role: idp-admin
    phase: create-app
    gives: [saml.signed, saml.encryption]
    do:
      - Find out which part of the response {{name "platform"}} wants signed.
      - Set it so, with SHA-256.
      - Leave assertion encryption off, unless {{name "platform"}} asks for it.
    fields:
      - {fact: saml.signed, optional: true, help: 'What the console shows after saving.', example: message}
      - {fact: saml.encryption, optional: true, help: 'Whether assertions are encrypted.', example: none}
    why: >-
      The standard allows a signature on the response, on the assertion inside it, or on both. Platforms are
      choosier, and a signature in the wrong place stops everybody.
    source: {document: saml-profiles-2.0-os, section: "4.1.4.2"}
    confidence: solid

  - id: values
    title: Read the values of the identity provider
    console: console
    role: idp-admin
    phase: create-app
    gives: [idp.entity_id, idp.sso_url, idp.certificate, idp.metadata_url]
    do:
      - Save the metadata of the application, or copy the values one by one.
      - Take the metadata of this application, not that of the whole company.
    fields:
      - {accepts: [idp-metadata], optional: true, label: Metadata, help: 'The file, as a path or pasted. It fills in the other boxes.'}
      - {fact: idp.entity_id, help: 'The issuer, letter by letter.', example: 'https://idp.example/saml'}
      - {fact: idp.sso_url, help: 'The address that people are sent to.', example: 'https://idp.example/saml/sso'}
      - {fact: idp.certificate, accepts: [certificate, idp-metadata], help: 'The signing certificate, as a path or pasted.'}
      - {fact: idp.metadata_url, optional: true, help: 'If there is one.', example: 'https://idp.example/saml/metadata'}
    why: These values tell the platform whom to believe. 
    source: {document: saml-metadata-2.0-os, section: "2.4.3"}
    confidence: solid

  - id: back-fill
    title: Replace the placeholders
    console: console
    role: idp-admin
    phase: back-fill
    takes: [sp.entity_id, sp.acs_url]
    do:
      - Open the application again.
      - Put the two values below in place of the stand-ins.
      - Save.
    enter:
      - {fact: sp.entity_id, note: '{{other "sp.entity_id"}} in {{name "platform"}}'}
      - {fact: sp.acs_url, note: '{{other "sp.acs_url"}} in {{name "platform"}}'}
    fields:
      - {fact: sp.entity_id, optional: true, label: What the box for the entity ID holds now, help: 'Copy it back after saving. A lost letter shows at once.'}
      - {fact: sp.acs_url, optional: true, label: What the box for the address holds now, help: 'Copy it back after saving. A lost letter shows at once.'}
    why: Both are compared letter by letter. A slash too many is another address.
    source: {document: saml-core-2.0-os, section: "2.5.1.4"}
    confidence: solid
`
