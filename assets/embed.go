// Package assets carries what is known of each console as data: playbooks,
// routes, vendors' error texts and the longer pages of findings. Adding a
// platform or an identity provider means adding a file here, and no Go.
package assets

import "embed"

// FS holds platform/<id>.yaml, idp/<id>.yaml, route/<id>.yaml, estate/estate.yaml,
// course/course.yaml, errors/<system>.yaml, codes/<code>.md, pages/<page>.md and
// templates/<subject>/*.
//
//go:embed platform idp route estate course errors codes pages templates
var FS embed.FS
