package pages

import "sealbook/internal/domain/asset"

// means says what a grave verb does. Nobody should have to press it to find out.
func (s *set) means(v asset.Verb) string {
	switch v {
	case asset.VerbReportLost:
		return s.t("means.report_lost")
	case asset.VerbFreeze:
		return s.t("means.freeze")
	case asset.VerbVoid:
		return s.t("means.void")
	case asset.VerbRefuse:
		return s.t("means.refuse")
	default:
		return ""
	}
}
