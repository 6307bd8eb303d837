package ui_test

import (
	"encoding/xml"
	"flag"
	"fmt"
	"image/color"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/screen"
)

const picture = "../assets/wizard.svg"

// TestPicture keeps the picture in the README true: it is a frame of the wizard,
// with the real playbooks, at the step where a slash too many was read back.
// With -update it is drawn anew.
func TestPicture(t *testing.T) {
	const width, height = 112, 35
	know := catalog.Knowledge()
	library, err := playbook.Load(know.Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	sh := &steps.Shelf{Store: newMemory(), Library: library, Know: know, Actor: "ana", Now: func() time.Time { return noon }}
	id, err := sh.Create(t.Context(), record.Opening{Name: "Contoso voice", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sh.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	do := func(c steps.Change) {
		if _, err := s.Do(c).Wait(); err != nil {
			t.Fatal(err)
		}
	}
	tell := func(side federation.Side, fact federation.Fact, value string) {
		do(steps.Answer{Facts: []steps.Told{{Side: side, Fact: fact, Value: value}}})
	}
	certificate, err := os.ReadFile("../testdata/fixtures/certificate.cer")
	if err != nil {
		t.Fatal(err)
	}
	do(steps.Answer{Documents: []steps.Handed{{Raw: certificate, Origin: "Contact centre.cer"}}})
	tell("idp", "idp.sso_url", "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/saml2")
	tell("idp", "idp.entity_id", "https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/")
	tell("platform", "cxone.authenticator_name", "Company login")
	tell("platform", "sp.entity_id", "https://cxone.niceincontact.com/sp/4711")
	tell("platform", "sp.acs_url", "https://cxone.niceincontact.com/sso/saml/acs")
	tell("platform", "user.external_identity", "jane.doe@classics.example")
	for _, step := range s.View().Plan {
		if step.Ref() == "entra/back-fill" {
			break
		}
		if !step.Optional {
			do(steps.Confirm{Step: step.Ref()})
		}
	}
	tell("idp", "sp.entity_id", "https://cxone.niceincontact.com/sp/4711/")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	codes, err := fs.Sub(assets.FS, "codes")
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{files: map[string]string{}}
	x := &window{t: t, machine: m, env: &screen.Env{Shelf: sh, System: m, Codes: codes}}
	x.app = ui.New(x.env, ui.Start{Federation: id, Step: "entra/back-fill"})
	x.send(background(true), tea.WindowSizeMsg{Width: width, Height: height})
	x.run(x.app.Init())
	x.press("tab")
	defer x.app.Close()
	got := svg(x.app.View().Content, width, height)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(picture, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(picture)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s shows another frame; draw it anew with go test ./ui -run Picture -update and look at it", picture)
	}
}

// svg is a frame as a picture.
func svg(frame string, width, height int) string {
	const cell, line, margin = 8.4, 18, 18
	buf := uv.NewScreenBuffer(width, height)
	uv.NewStyledString(frame).Draw(buf, uv.Rect(0, 0, width, height))
	var b strings.Builder
	w, h := float64(width)*cell+2*margin, height*line+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" role="img" aria-label="The wizard at the step that replaces the placeholders">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="10" fill="#16181d"/>`+"\n"+
		`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dae0" xml:space="preserve">`+"\n")
	for y := range height {
		for x := 0; x < width; {
			first := buf.CellAt(x, y)
			if first == nil || first.Width == 0 {
				x++
				continue
			}
			end, text := x, ""
			for end < width {
				c := buf.CellAt(end, y)
				if c == nil || c.Width > 0 && !c.Style.Equal(&first.Style) {
					break
				}
				text += c.Content
				end++
			}
			if strings.TrimSpace(text) != "" {
				fmt.Fprintf(&b, `<text x="%.1f" y="%d" textLength="%.1f"%s>`, margin+float64(x)*cell, margin+y*line+14, float64(end-x)*cell, look(first.Style))
				_ = xml.EscapeText(&b, []byte(text))
				b.WriteString("</text>\n")
			}
			x = end
		}
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// look is a cell's style as attributes.
func look(s uv.Style) (out string) {
	if s.Fg != nil {
		c := color.NRGBAModel.Convert(s.Fg).(color.NRGBA)
		out += fmt.Sprintf(` fill="#%02x%02x%02x"`, c.R, c.G, c.B)
	}
	if s.Attrs&uv.AttrBold != 0 {
		out += ` font-weight="bold"`
	}
	return out
}
