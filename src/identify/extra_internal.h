#pragma once
/// What a record tells outside its readable fields. Threads: pure functions.

#include "identify/lexicon.h"

#include <string_view>

namespace assay::identify {

/// The features of a work, the bias included.
Features features_of(const Work& work);

/// True for a company's domain: "research.google.com", "startup.ai"; false for universities,
/// public bodies and the mail services that anybody uses.
bool is_company_domain(std::string_view domain);

/// True for "Software Engineer", "developer", "ML platform architect"; false for professors and
/// students.
bool is_engineer_position(std::string_view position);

}  // namespace assay::identify
