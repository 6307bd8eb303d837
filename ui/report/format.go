package report

import (
	"io"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
)

// A Format is a form that a checklist can be written in.
type Format struct {
	Word   string // "md"
	Title  string // "Markdown"
	Suffix string // of a file, with its dot
	Needs  bool   // it is for one role, which has to be named
	Write  writing
}

// writing writes a checklist for a role; an empty one is everybody.
type writing func(io.Writer, checklist.Checklist, federation.Role) error

// Formats are the forms there are. A role leaves out the steps of the other
// admin; deadlines are everybody's.
func Formats() []Format {
	of := func(write func(io.Writer, checklist.Checklist) error) writing {
		return func(w io.Writer, c checklist.Checklist, r federation.Role) error { return write(w, c.For(r)) }
	}
	// What people read names each character that would steer or hide what stands around it.
	shown := func(write writing) writing {
		return func(w io.Writer, c checklist.Checklist, r federation.Role) error {
			var b strings.Builder
			if err := write(&b, c, r); err != nil {
				return err
			}
			_, err := io.WriteString(w, federation.VisibleAs(b.String(), "[U+%04X]"))
			return err
		}
	}
	return []Format{
		{Word: "md", Title: "Markdown", Suffix: ".md", Write: shown(of(Markdown))},
		{Word: "json", Title: "JSON", Suffix: ".json", Write: of(ChecklistJSON)},
		{Word: "html", Title: "Web page", Suffix: ".html", Write: shown(of(HTML))},
		{Word: "ics", Title: "Calendar", Suffix: ".ics", Write: of(Calendar)},
		{Word: "ticket", Title: "Ticket", Suffix: ".txt", Needs: true, Write: shown(Ticket)},
	}
}
