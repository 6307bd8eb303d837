package rehearse

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The bounds of one request.
const (
	mostHeader = 64 << 10 // bytes: a signed request by redirect is a few thousand
	mostBody   = 2 << 20  // bytes: what a response may have, in base64
	patience   = 10 * time.Second
)

// server is the HTTP server of a rehearsal. Nothing is logged: an intruder would
// choose what stands on the admin's screen.
func server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           guard(h),
		ReadHeaderTimeout: patience / 2, ReadTimeout: patience, WriteTimeout: 3 * patience, IdleTimeout: 3 * patience,
		MaxHeaderBytes: mostHeader,
		ErrorLog:       quiet,
	}
}

// secure reports whether r came over TLS.
func secure(r *http.Request) bool { return r.TLS != nil }

// policy is what a page may do: nothing but show itself and send its forms. Where a
// form leads is not limited, because it leads to an identity provider.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; base-uri 'none'; frame-ancestors 'none'"

// guard lets only requests for this machine by name through: a name of somebody
// else's that was made to point here (DNS rebinding) is refused. What is answered can
// be framed and read by no other site.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch {
		case !local(r.Host):
			http.Error(w, "This is a rehearsal for this machine alone: open it as localhost.", http.StatusMisdirectedRequest)
		case !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost}, r.Method):
			http.Error(w, "Nothing here answers that method.", http.StatusMethodNotAllowed)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, mostBody)
			next.ServeHTTP(w, r)
		}
	})
}

// local reports whether host, as it stands in a request, means this machine.
func local(host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	} else if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false
	}
	if strings.EqualFold(strings.TrimSuffix(name, "."), "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}

// foreign reports whether another site's page sent r (Fetch Metadata, and Origin
// where a browser does not know that).
func foreign(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site != "same-origin" && site != "none"
	}
	origin := r.Header.Get("Origin")
	return origin != "" && origin != "null" && !strings.HasSuffix(origin, "://"+r.Host)
}
