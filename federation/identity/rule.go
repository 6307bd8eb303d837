package identity

import (
	"slices"

	"federate/federation"
)

var (
	fix   = "Enter the wanted value, copied and not typed, or correct it at {{name \"idp\"}}"
	names = federation.Source{Document: "NICE CXone help: Authentication Troubleshooting",
		Section: "When Some Users Cannot Authenticate",
		URL:     "https://help.incontact.com/Content/GlobalFeatures/AuthenticationAndAuthorization/AuthenticationTroubleshooting.htm"}
	subjectID = federation.Source{Document: "saml-core-2.0-os", Section: "8.3: the content of a NameID is compared as it stands"}
	azure     = federation.Source{Document: "NICE CXone Mpower help: Manage Federation with Azure",
		Section: "Add Users to the Azure Application",
		URL:     "https://help.nice-incontact.com/content/admin/security/loginauthenticators/managefederationwithazure.htm"}
	oidc = federation.Source{Document: "NICE CXone Mpower help: Manage Federation with Azure",
		Section: "Set Up a CXone Mpower Login Authenticator with OpenID Connect",
		URL:     "https://help.nice-incontact.com/content/admin/security/loginauthenticators/managefederationwithazure.htm"}
	login = federation.Source{Document: "NICE CXone Mpower help: Manage Login Authenticators",
		URL: "https://help.nice-incontact.com/content/admin/security/loginauthenticators/manageloginauthenticators.htm"}
	unicodeForms    = federation.Source{Document: "Unicode Standard Annex #15", Section: "Unicode Normalization Forms", URL: "https://www.unicode.org/reports/tr15/"}
	unicodeSecurity = federation.Source{Document: "Unicode Technical Standard #39", Section: "Confusable Detection", URL: "https://www.unicode.org/reports/tr39/"}
	guests          = federation.Source{Document: "Microsoft Entra documentation: Properties of a B2B guest user",
		URL: "https://learn.microsoft.com/entra/external-id/user-properties"}
	states = federation.Source{Document: "Okta help: About user account status",
		URL: "https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-end-user-states.htm"}
	leavers = federation.Source{Document: "Microsoft Entra documentation: Restore or remove a recently deleted user",
		URL: "https://learn.microsoft.com/entra/fundamentals/users-restore"}
	overage = federation.Source{Document: "Microsoft Entra documentation: Configure group claims for applications",
		URL: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-fed-group-claims"}
	nesting = federation.Source{Document: "Microsoft Entra documentation: Assign users and groups to an application",
		URL: "https://learn.microsoft.com/entra/identity/enterprise-apps/assign-user-or-group-access-portal"}
	emergency = federation.Source{Document: "Microsoft Entra documentation: Manage emergency access accounts",
		URL: "https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access"}
	refused = federation.Source{Document: "Microsoft Entra troubleshooting: Error AADSTS50105",
		URL: "https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/error-code-aadsts50105-user-not-assigned-role"}
)

func rule(code federation.Code, s federation.Severity, role federation.Role, source federation.Source, title,
	remedy string) federation.Rule {
	return federation.Rule{Code: code, Severity: s, Title: title, Remedy: remedy, Role: role, Source: source, Confidence: federation.Likely}
}

// The rules: why somebody is refused.
var (
	empty = rule("identity-empty", federation.Error, federation.PlatformAdmin, names,
		"The platform has no identity for this person", "Enter the person's identity as {{name \"idp\"}} sends it")
	noPrefix = rule("identity-prefix-missing", federation.Error, federation.PlatformAdmin, oidc,
		"The prefix of the identity is missing", "Put the prefix in front of the identity, as the wanted value shows it")
	anyPrefix = rule("identity-prefix-unexpected", federation.Error, federation.PlatformAdmin, oidc,
		"The identity has a prefix that nobody sends", "Take the prefix away: with this protocol the identity stands alone")
	whiteSpace = rule("identity-white-space", federation.Error, federation.PlatformAdmin, subjectID,
		"White space or an invisible character in the name", fix)
	hiddenThere = rule("identity-white-space-idp", federation.Error, federation.IdPAdmin, subjectID,
		"White space or an invisible character is sent",
		"Take it out of the person's name at {{name \"idp\"}}: copied to {{name \"platform\"}}, it would fail again at the next change")
	form = rule("identity-unicode-form", federation.Error, federation.PlatformAdmin, unicodeForms,
		"The same letters are written in another form", fix)
	lookAlike = rule("identity-look-alike", federation.Error, federation.Either, unicodeSecurity,
		"A letter of another script looks the same", "Type the name anew with the letters of one script, on the side that the difference points at")
	guest = rule("identity-guest", federation.Error, federation.IdPAdmin, guests,
		"A guest's own name is not what is sent", "Let {{name \"idp\"}} send the guest's mail address, or enter what it sends, to the character")
	otherDomain = rule("identity-other-domain", federation.Error, federation.Either, names,
		"The same name is there under another domain",
		"Enter the wanted value once you are sure that it is the same person, or let {{name \"idp\"}} send the name with the old domain")
	oldDomain = rule("identity-old-domain", federation.Error, federation.PlatformAdmin, names,
		"The name still has a domain from before a move",
		"Enter the wanted value for everybody of the old domain, once you are sure that the domain was renamed or taken over")
	capitals  = rule("identity-case", federation.Error, federation.PlatformAdmin, subjectID, "Capitals differ", fix)
	dot       = rule("identity-lost-dot", federation.Error, federation.PlatformAdmin, oidc, "A dot more or less in the name", fix)
	attribute = rule("identity-other-attribute", federation.Error, federation.Either, names,
		"The platform holds another attribute of the person",
		"Enter what {{name \"idp\"}} sends, or let {{name \"idp\"}} send the attribute that the platform holds")
	nearMiss = rule("identity-near-miss", federation.Error, federation.PlatformAdmin, subjectID,
		"The name is one slip away from somebody's", fix+", once you are sure that it is the same person")
	unknown = rule("identity-unknown", federation.Error, federation.Either, names, "Nobody at the identity provider has this name",
		"Create the person at {{name \"idp\"}}, or take the person out of the roles that log in there")
	notActive = rule("identity-inactive-idp", federation.Error, federation.IdPAdmin, refused,
		"The account at the identity provider is not active",
		"Switch the account on, or deactivate the person on the platform too")
	notActivated = rule("identity-not-activated", federation.Error, federation.IdPAdmin, states,
		"The account was never activated by its owner",
		"Activate the account and let its owner follow the invitation, before the person is to log in")
	lockedOut = rule("identity-locked", federation.Error, federation.IdPAdmin, states,
		"The account at the identity provider is locked", "Unlock the account, once its owner knows the password again")
	gone = rule("identity-deleted", federation.Error, federation.IdPAdmin, leavers,
		"The account at the identity provider was deleted",
		"Restore the account while {{name \"idp\"}} still keeps it, or deactivate the person on the platform too")
	offHere = rule("identity-inactive-platform", federation.Warning, federation.PlatformAdmin, names,
		"The account on the platform is off", "Activate the person on the platform, or take away the assignment at {{name \"idp\"}}")
	unassigned = rule("identity-not-assigned", federation.Error, federation.IdPAdmin, refused,
		"The person is not assigned to the application", "Assign the person, or a group that the person is directly in, to the application")
	twiceHere = rule("identity-duplicate-platform", federation.Error, federation.PlatformAdmin, login,
		"Two people on the platform have the same identity", "Give each person an identity of their own")
	twiceThere = rule("identity-duplicate-idp", federation.Error, federation.IdPAdmin, subjectID,
		"Two accounts at the identity provider send this name", "Let {{name \"idp\"}} send an attribute that is unique")
	wrongRole = rule("identity-role", federation.Error, federation.PlatformAdmin, login,
		"The role does not use the login authenticator",
		"Assign the login authenticator to the role, or give the person a role that has it")
	noRole = rule("identity-role-missing", federation.Error, federation.PlatformAdmin, login,
		"The person has no role on the platform", "Give the person the role that uses the login authenticator")
	otherAuthenticator = rule("identity-authenticator", federation.Error, federation.PlatformAdmin, login,
		"The person logs in by another login authenticator",
		"Assign the login authenticator of this federation to the person's role")
	tooManyGroups = rule("identity-groups-overage", federation.Warning, federation.IdPAdmin, overage,
		"The person is in more groups than are sent",
		"Send only the groups that are assigned to the application, or a role in place of groups")
	noGroup = rule("identity-no-group", federation.Warning, federation.IdPAdmin, nesting,
		"None of the person's groups gives a role", "Put the person into a group of the role matrix, or take away the assignment")
	nestedGroup = rule("identity-nested-group", federation.Warning, federation.IdPAdmin, nesting,
		"The person is only in a group inside the group",
		"Put the person into the outer group directly, or assign the inner one as well: groups inside groups do not count")
	manyRoles = rule("identity-several-roles", federation.Note, federation.Either, login,
		"Several roles come together",
		"Check that the person is to do all that any of these roles may do")
	glassInside = rule("identity-break-glass", federation.Error, federation.PlatformAdmin, emergency,
		"A break-glass account depends on the identity provider",
		"Take the login authenticator away from the account's role, or give the account a role of its own, before logins are enforced")
	glassOff = rule("identity-break-glass-off", federation.Error, federation.PlatformAdmin, emergency,
		"A break-glass account is switched off", "Activate the account and try its password, before logins are enforced")
	noAccount = rule("identity-no-account", federation.Warning, federation.PlatformAdmin, azure,
		"Somebody is assigned and has no account here",
		"Create the person on the platform, or take away the assignment at {{name \"idp\"}}")
)

// rules are all of them, in the order they read best.
var rules = []federation.Rule{empty, noPrefix, anyPrefix, whiteSpace, hiddenThere, capitals, dot, form, lookAlike, attribute, guest,
	otherDomain, oldDomain, nearMiss, unknown, notActive, notActivated, lockedOut, gone, offHere, unassigned,
	twiceHere, twiceThere, wrongRole, noRole, otherAuthenticator, glassInside, glassOff,
	tooManyGroups, nestedGroup, noGroup, manyRoles, noAccount}

// Rules returns every rule of this package, in the order they read best.
func Rules() []federation.Rule { return slices.Clone(rules) }
