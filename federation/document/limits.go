package document

// The limits of XML. Real documents stay far below: a response with two hundred
// groups has about 800 elements, the metadata of a tenant 300 kB, the largest
// policy of the Azure AD B2C starter pack less than 3,000 elements.
const (
	MaxBytes      = 16 << 20
	MaxElements   = 50_000
	MaxTexts      = 4 * MaxElements
	MaxComments   = 1000 // and processing instructions
	MaxDepth      = 100
	MaxAttributes = 100             // of one element
	MaxEveryone   = 2 * MaxElements // attributes of all elements
	MaxScope      = 100             // namespace prefixes declared in one place
	MaxWeight     = 600_000         // of every element and text, how deep it lies: canonical forms copy each level
	MaxName       = 256             // bytes of one name
	MaxPath       = 1000            // bytes of a path that is shown

	foreseen = 200 // elements that room is made for before any is read
)

// The limits of markup whose kind nobody knows yet: what is beyond them costs too
// much before anybody can look at it, and is not even named.
const (
	MaxNested  = 1000 // elements inside one another
	MaxInTag   = 1000 // attributes of one element
	maxSpacing = 4 * MaxInTag
)
