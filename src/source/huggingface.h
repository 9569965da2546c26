#pragma once
/// Models, data sets and Spaces of the Hugging Face Hub as works. Source: "Hub API Endpoints".
/// Private to the room. Threads: pure functions.

#include "source/record_value.h"
#include "work/work.h"

#include <string>

namespace assay::source {

enum class HubKind { kModel, kDataset, kSpace };

/// "models", "datasets", "spaces": what stands behind /api/.
const char* hub_folder(HubKind kind) noexcept;

/// One entry of a listing. `base`: the Hub's address without a slash at its end. Throws BadRecord
/// without an id.
Work huggingface_work(const JsonValue& entry, HubKind kind, const std::string& base);

/// The text of a card: the readme without the YAML before it, its summary as the abstract where the
/// work has none, and the papers that it names.
void add_card(Work& work, std::string_view readme);

}  // namespace assay::source
