#include "base/embedded.h"
#include "identify/compiled_internal.h"
#include "identify/embedded_lists_internal.h"
#include "identify/lexicon.h"

// NOLINTBEGIN(readability-identifier-naming): the names that assay_embed gives
extern "C" {
extern const char assay_lexicon_begin[];
extern const char assay_lexicon_end[];
extern const char assay_taxonomy_begin[];
extern const char assay_taxonomy_end[];
extern const char assay_compiled_lexicon_begin[];
extern const char assay_compiled_lexicon_end[];
extern const char assay_compiled_taxonomy_begin[];
extern const char assay_compiled_taxonomy_end[];
extern const char assay_compiled_terms_begin[];
extern const char assay_compiled_terms_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace assay::identify {

std::string_view embedded_lexicon_text() noexcept {
  return embedded_bytes(assay_lexicon_begin, assay_lexicon_end);
}

std::string_view embedded_taxonomy_text() noexcept {
  return embedded_bytes(assay_taxonomy_begin, assay_taxonomy_end);
}

std::string_view compiled_lexicon() noexcept {
  return embedded_bytes(assay_compiled_lexicon_begin, assay_compiled_lexicon_end);
}

std::string_view compiled_taxonomy() noexcept {
  return embedded_bytes(assay_compiled_taxonomy_begin, assay_compiled_taxonomy_end);
}

std::string_view compiled_terms() noexcept {
  return embedded_bytes(assay_compiled_terms_begin, assay_compiled_terms_end);
}

Lexicon read_embedded_lexicon() {
  return load_lexicon(compiled_lexicon());
}

TaxonomyTables read_embedded_taxonomy() {
  return load_taxonomy(compiled_taxonomy());
}

TermSet read_embedded_terms() {
  return load_terms(compiled_terms());
}

}  // namespace assay::identify
