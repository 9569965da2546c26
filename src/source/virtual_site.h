#pragma once
/// Events of a conference's virtual site (NeurIPS, ICML, ICLR, CVPR, ECCV, MLSys ...) -> Works.
/// Private to the room. Threads: pure functions. Source: the sites' own
/// "static/virtual/data/NAME-YEAR-orals-posters.json".

#include "source/json_fields.h"

#include <string>
#include <string_view>

namespace assay::source {

struct VirtualEdition {
  std::string venue;  ///< "NeurIPS"; "" when not known but from the event itself.
  int year = 0;       ///< 0 likewise.
  std::string site;   ///< "https://neurips.cc/": what relative addresses are relative to; or "".
};

/// From the name of a file without its extension: "neurips-2025-orals-posters".
VirtualEdition virtual_edition_of(std::string_view stem);

/// Papers at posters and orals, talks, and events such as workshops. Throws BadRecord.
Work virtual_site_work(const simdjson::dom::object& event, const VirtualEdition& edition);

/// The id by which the site's abstracts go that stand in a file of their own; "" for none.
std::string virtual_event_id(const simdjson::dom::object& event);

}  // namespace assay::source
