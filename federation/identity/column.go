package identity

import (
	"slices"
	"strings"
	"unicode"
)

// headers are common names of the columns in exports, as plain writes them, and
// their translations, the surest first. A console whose names are others has them in
// its playbook.
var headers = [...]struct {
	column Column
	names  []string
}{
	{External, []string{"externalidentity", "federatedidentity", "externalid", "federationid", "externeidentität", "externeidentitaet",
		"verbundidentität",
		"identitéexterne", "identidadexterna", "identitàesterna", "identidadeexterna", "externeidentiteit"}},
	{UPN, []string{"userprincipalname", "userprincipal", "upn", "benutzerprinzipalname", "nomdutilisateurprincipal",
		"nomprincipaldelutilisateur",
		"nombreprincipaldeusuario", "nomeprincipaleutente", "nomeprincipaldousuário", "principalnaamvandegebruiker"}},
	{Mail, []string{"mail", "email", "emailaddress", "mailaddress", "primaryemail", "useremail", "workemail", "emailwork",
		"emailswork", "emails", "profileemail", "smtpaddress",
		"emailadresse", "mailadresse", "adresseemail", "adressedemessagerie", "courriel", "correoelectrónico", "correoelectronico",
		"correo", "dirección decorreo",
		"indirizzoemail", "postaelettronica", "endereçodeemail", "emailadres"}},
	{Username, []string{"username", "login", "userid", "uid", "loginname", "loginid", "userlogin", "profilelogin", "samaccountname",
		"agentid", "agentlogin", "alias", "mailnickname",
		"benutzername", "anmeldename", "benutzerid", "nomdutilisateur", "identifiant", "nombredeusuario", "usuario", "nomeutente",
		"nomedeusuário", "utilizador", "gebruikersnaam"}},
	{Name, []string{"displayname", "fullname", "name", "agentname", "employeename", "anzeigename", "vollständigername", "nomcomplet", "nomdaffichage",
		"nombreparamostrar", "nombrecompleto", "nomecompleto",
		"nomevisualizzato", "weergavenaam", "volledigenaam"}},
	{Active, []string{"accountenabled", "enabled", "active", "isactive", "status", "state", "userstatus", "accountstatus", "aktiv",
		"kontoaktiviert", "zustand", "actif", "statut", "compteactivé",
		"activo", "estado", "cuentahabilitada", "attivo", "stato", "ativo", "actief"}},
	{Assigned, []string{"assigned", "appassigned", "isassigned", "assignment", "assignedtoapp", "assignedtoapplication", "zugewiesen",
		"zuweisung", "affecté", "attribué", "asignado", "assegnato", "atribuído",
		"toegewezen"}},
	{Role, []string{"role", "roles", "primaryrole", "securityprofile", "securityprofilename", "rolename", "userrole", "rolle",
		"rollen", "sicherheitsprofil", "rôle", "rol", "ruolo", "função", "perfildeseguridad"}},
	{Invited, []string{"externaluserstate", "invitationstate", "invitationstatus", "einladungsstatus"}},
	{Deleted, []string{"deleteddatetime", "deletedat", "deletedon", "isdeleted", "deleted", "softdeletiontimestamp", "deletiontime", "gelöscht", "gelöschtam",
		"supprimé", "eliminado", "eliminato", "verwijderd"}},
	{Authenticator, []string{"loginauthenticator", "loginauthenticatorname", "authenticator", "loginauthentifizierung", "anmeldeauthentifikator",
		"authentificateur", "autenticador", "autenticatore"}},
	{Groups, []string{"groups", "memberof", "groupmemberships", "groupnames", "assignedgroups", "usergroups", "gruppen", "gruppenmitgliedschaften",
		"groupes", "grupos", "gruppi", "groepen"}},
}

// plain is a header without capitals, blanks and marks: letters and digits alone.
func plain(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, header)
}

// find says which cell of a row holds which column. named are headers that somebody
// chose, of which those that are not there are missing; console are a console's own.
func find(row []string, named Columns, console map[string][]string) (at map[Column]int, missing []Column) {
	at = map[Column]int{}
	taken := map[int]bool{}
	for c, header := range named {
		i := index(row, func(h string) bool { return strings.TrimSpace(h) == strings.TrimSpace(header) })
		if i < 0 {
			i = index(row, func(h string) bool { return plain(h) == plain(header) })
		}
		if i < 0 {
			missing = append(missing, c)
			continue
		}
		at[c], taken[i] = i, true
	}
	for _, h := range headers {
		if _, ok := at[h.column]; ok {
			continue
		}
	names:
		for _, name := range slices.Concat(console[string(h.column)], h.names) {
			for i, cell := range row {
				if !taken[i] && plain(cell) == plain(name) {
					at[h.column], taken[i] = i, true
					break names
				}
			}
		}
	}
	return at, missing
}

func index(row []string, is func(string) bool) int {
	for i, h := range row {
		if is(h) {
			return i
		}
	}
	return -1
}
