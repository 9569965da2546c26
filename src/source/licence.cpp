#include "source/licence.h"

#include "base/text.h"

namespace assay::source {

std::string licence_of_text(std::string_view text) {
  constexpr std::size_t kHead = 6000;
  const std::string words = ascii_lower(collapse_spaces(text.substr(0, kHead)));
  const auto has = [&words](std::string_view part) {
    return words.find(part) != std::string::npos;
  };
  const bool version3 = has("version 3");
  if (has("apache license") && has("version 2.0")) {
    return "Apache-2.0";
  }
  if (has("gnu affero general public license")) {
    return "AGPL-3.0";
  }
  if (has("gnu lesser general public license")) {
    return version3 ? "LGPL-3.0" : "LGPL-2.1";
  }
  if (has("gnu general public license")) {
    return version3 ? "GPL-3.0" : "GPL-2.0";
  }
  if (has("mozilla public license") && has("2.0")) {
    return "MPL-2.0";
  }
  if (has("permission is hereby granted, free of charge")) {
    return "MIT";
  }
  if (has("redistribution and use in source and binary forms")) {
    return has("neither the name") || has("may not be used to endorse") ? "BSD-3-Clause"
                                                                        : "BSD-2-Clause";
  }
  if (has("attribution-noncommercial")) {
    return has("sharealike") ? "CC-BY-NC-SA-4.0" : "CC-BY-NC-4.0";
  }
  if (has("attribution 4.0 international")) {
    return "CC-BY-4.0";
  }
  if (has("cc0 1.0 universal")) {
    return "CC0-1.0";
  }
  if (has("this is free and unencumbered software")) {
    return "Unlicense";
  }
  return has("permission to use, copy, modify, and") && has("isc") ? "ISC" : "";
}

}  // namespace assay::source
