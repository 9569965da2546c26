#pragma once
/// Records of OAI-PMH repositories -> Works: arXiv's own formats and Dublin Core. Private to the
/// room. Threads: pure functions. Sources: arXiv OAI, "arXiv.xsd" and "arXivRaw.xsd"; OAI-PMH 2.0,
/// "oai_dc.xsd".

#include "source/xml_element.h"
#include "work/work.h"

#include <string>
#include <string_view>

namespace assay::source {

/// The formats that are read: "arXiv", "arXivRaw", "oai_dc".
bool is_oai_format(std::string_view prefix) noexcept;

/// `metadata`: what stands in <metadata>. `identifier`: that of the record's header. Throws
/// BadRecord.
Work oai_work(const XmlElement& metadata, const std::string& identifier);

/// The Work::id of the record with this header in this format.
std::string oai_work_id(std::string_view prefix, const std::string& identifier);

}  // namespace assay::source
