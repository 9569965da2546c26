#pragma once
/// The word lists that the program carries: compiled when it was built (compiled_internal.h), and
/// the text of those that the reader's own topics are read together with. Threads: pure functions.
/// See lexicon.h for read_embedded_lexicon.

#include "identify/claim_terms_internal.h"
#include "identify/taxonomy_tables_internal.h"

#include <string_view>

namespace assay::identify {

TermSet read_embedded_terms();
TaxonomyTables read_embedded_taxonomy();

/// data/lexicon.toml and data/taxonomy.toml.
std::string_view embedded_lexicon_text() noexcept;
std::string_view embedded_taxonomy_text() noexcept;

/// The compiled lists' bytes.
std::string_view compiled_lexicon() noexcept;
std::string_view compiled_taxonomy() noexcept;
std::string_view compiled_terms() noexcept;

}  // namespace assay::identify
