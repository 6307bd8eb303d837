package command

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"federate/federation"
	"federate/steps/rehearse/course"
	"federate/steps/view"
	"federate/ui/report"
)

// course holds the lesson: ten logins that failed, one question each.
func (a *app) course(ctx context.Context, asJSON bool) error {
	library, err := a.library()
	if err != nil {
		return err
	}
	lessons, err := course.Lessons(course.Room{Tree: a.Pages, Library: library, Know: a.Know, Now: a.Now().UTC(), Rand: rand.Reader})
	if err != nil {
		return err
	}
	if asJSON {
		return report.CourseJSON(a.Out, lessons)
	}
	fmt.Fprintf(a.Out, "%s failed. Find the cause of each: its number, then enter; q ends the course.\n", federation.Sentence(federation.Count(len(lessons), "login")))
	answers, right, asked := a.lines(ctx), 0, 0
	for i, l := range lessons {
		fmt.Fprintf(a.Out, "\n── %d of %d ── %s\n\n", i+1, len(lessons), l.Pair)
		report.Lesson(a.Out, l)
		ok, err := a.ask(ctx, answers, l)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if asked++; ok {
			right++
		}
	}
	if asked > 0 {
		fmt.Fprintf(a.Out, "\n%d of %d found. Each can be made again: federate rehearse --with-idp --drill CODE.\n", right, asked)
	}
	return nil
}

// ask takes one answer to l, and says what the cause was; io.EOF: nobody answers any more.
func (a *app) ask(ctx context.Context, answers <-chan string, l course.Lesson) (right bool, err error) {
	for {
		fmt.Fprint(a.Out, "\nWhich is it? ")
		var text string
		select {
		case line, open := <-answers:
			if text = strings.ToLower(strings.TrimSpace(line)); !open || text == "q" {
				fmt.Fprintln(a.Out)
				return false, io.EOF
			}
		case <-ctx.Done():
			return false, ctx.Err()
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > len(l.Choices) {
			fmt.Fprintf(a.Out, "A number from 1 to %d, or q.\n", len(l.Choices))
			continue
		}
		c := l.Choices[n-1]
		if c.Right {
			fmt.Fprint(a.Out, "Yes.\n\n")
		} else {
			fmt.Fprintf(a.Out, "No. %s\n\n", federation.Stopped(federation.Sentence(c.Not)))
		}
		report.Text(a.Out, view.Of(l.Finding))
		return c.Right, nil
	}
}

// lines are what is typed, line by line, until there is nothing more.
func (a *app) lines(ctx context.Context) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(a.In); s.Scan(); {
			select {
			case out <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
