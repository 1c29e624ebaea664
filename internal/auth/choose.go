package auth

import "slices"

// candidate is a credential that is set at least in part.
type candidate struct {
	view   view
	method Method
	parts  []value
	// missing are the settings that the credential lacks.
	missing []string
}

// candidate returns the parts of a credential that a view has.
func (v view) candidate(method Method) candidate {
	result := candidate{view: v, method: method}
	for _, part := range v.parts(method) {
		if part.isSet() {
			result.parts = append(result.parts, part)
		} else {
			result.missing = append(result.missing, part.setting)
		}
	}
	return result
}

// isIntended reports whether at least one part comes from the view's own origin. A credential whose parts are all arguments belongs to the
// provider block. A domain alone does not show which credential is intended, because tokens and access keys may need one as well.
func (c candidate) isIntended() bool { return c.hasPartFrom(c.view.origin) }

func (c candidate) hasPartFrom(source origin) bool {
	return slices.ContainsFunc(c.parts, func(part value) bool {
		return part.origin == source && part.setting != "domain_name" && part.setting != "domain_id"
	})
}

// hasAddresses reports whether the view has the address of every host that needs the credential.
func (c candidate) hasAddresses() bool {
	return (c.view.find("endpoint").isSet() || c.view.find("region").isSet()) &&
		(c.method != MethodPassword || c.view.find("auth_url").isSet() || c.view.find("region").isSet())
}

// decision is the credential that is used, or the reason why there is none.
type decision struct {
	// chosen is nil if no credential is complete. Its addresses may still be missing.
	chosen *candidate
	// unused are the other complete credentials.
	unused []candidate
	// incomplete is the first credential that lacks a part, if none is chosen.
	incomplete *candidate
}

// choose decides which credential is used, and which settings may decide where it is sent. Only the credential's own origin and the
// provider block may:
//
//	credential from     | completed or overridden by     | ignored
//	--------------------|--------------------------------|---------------------------
//	provider block      | nothing                        | clouds.yaml, all variables
//	clouds.yaml entry   | arguments                      | all variables
//	HW_ variables       | arguments, MODELARTS_ENDPOINT  | clouds.yaml, OS_ variables
//	OS_ variables       | arguments, MODELARTS_ENDPOINT  | clouds.yaml, HW_ variables
//
// This holds for every part of the credential and for endpoint, auth_url, region, cloud, insecure and the project. If region or cloud is
// an argument, it decides the hosts: MODELARTS_ENDPOINT and the family's auth_url are ignored, and with region also HW_CLOUD.
//
// The first complete credential is chosen: by origin in the order of the table, then by method. There are three exceptions. An entry that
// OS_CLOUD names comes last. A family without the addresses for its credential comes after one that has them. And if the provider block
// names an entry or has a part of a credential, only credentials with such a part are considered.
func (l *layers) choose() decision {
	explicit := l.block.has(partSettings...) || l.block.has("os_cloud")
	var complete, incomplete []candidate
	for _, view := range l.views() {
		named := view.origin == fromEntry && l.entryName.origin == fromBlock
		for _, method := range methods {
			credential := view.candidate(method)
			switch {
			case !credential.isIntended() || explicit && !named && !credential.hasPartFrom(fromBlock):
			case len(credential.missing) == 0:
				complete = append(complete, credential)
			default:
				incomplete = append(incomplete, credential)
			}
		}
	}
	if inBlock := l.incompleteInBlock(complete, incomplete); inBlock != nil {
		return decision{incomplete: inBlock}
	}
	switch {
	case len(complete) == 0 && len(incomplete) == 0:
		return decision{}
	case len(complete) == 0:
		return decision{incomplete: &incomplete[0]}
	}
	chosen := slices.IndexFunc(complete, func(c candidate) bool { return c.view.origin == fromBlock || c.hasAddresses() })
	chosen = max(chosen, 0)
	return decision{chosen: &complete[chosen], unused: slices.Delete(slices.Clone(complete), chosen, chosen+1)}
}

// incompleteInBlock returns an incomplete credential of the provider block that no other origin completes. It is an error, because an
// argument must not be ignored. If the block names an entry of clouds.yaml, the credential of the entry is intended.
func (l *layers) incompleteInBlock(complete, incomplete []candidate) *candidate {
	if l.block.has("os_cloud") {
		return nil
	}
	for _, credential := range incomplete {
		completed := slices.ContainsFunc(complete, func(c candidate) bool { return c.method == credential.method })
		if credential.view.origin == fromBlock && !completed {
			return &credential
		}
	}
	return nil
}
