package view

import "federate/steps"

// Proof is what a message is worth as evidence that a login works.
type Proof struct {
	Issued   Moment   `json:"issued"` // empty where it does not say
	Age      int64    `json:"age"`    // in seconds, when it was handed in
	Signer   string   `json:"signer"` // empty: nobody who is known to be trusted
	Audience string   `json:"audience"`
	Subject  string   `json:"subject"`
	Fresh    bool     `json:"fresh"` // it counts as proof
	Why      []string `json:"why"`   // why it does not

	Lines []string `json:"-"` // all of it as sentences without a full stop
}

// ProofOf is p as it is shown.
func ProofOf(p steps.Proof) Proof {
	return Proof{At(p.Issued), int64(p.Age().Seconds()), p.Signer, p.Audience, p.Subject, p.Fresh(), p.Why, p.Lines()}
}
