module federate

go 1.26.0
