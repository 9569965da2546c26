#pragma once
/// The data behind a Mini-Conf site: papers, speakers, workshops, calendar. Private to the room.
/// Threads: pure functions. Source: Mini-Conf's main.py and the files under sitedata/.

#include "source/reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// What is known of the conference beside the records.
struct MiniconfSite {
  std::string venue;
  std::string date;     ///< "2020-05" or "2020"; "" for unknown.
  std::string address;  ///< The site's, with a slash at the end; "" for none.
};

/// A table (CSV) or a list of objects (JSON). `list`: what it is a list of, a file's name without
/// extension such as "papers", "speakers", "workshops", "main_calendar"; else told by the fields.
/// Links that stand with more than one record belong to none of them. Throws BadRecord when the
/// bytes are neither.
std::vector<Item> parse_miniconf(std::string_view bytes, const std::string& list,
                                 const MiniconfSite& site = {});

/// Whether a first line is the header of such a table.
bool is_miniconf_header(std::string_view line);

}  // namespace assay::source
