#pragma once
/// Documents that are read as a whole because they are small: programmes, calendars, tables.
/// Private to the room. Threads: one thread a reader.

#include "source/byte_stream.h"
#include "source/reader.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace assay::source {

/// All items of a document; throws BadRecord when it is none of its kind.
using WholeParser = std::function<std::vector<Item>(std::string_view bytes)>;

/// A document over kMaxRecordBytes is rejected. What a stream that broke off had before is parsed.
std::unique_ptr<Reader> read_whole(std::unique_ptr<ByteStream> stream, Format format,
                                   WholeParser parse);

}  // namespace assay::source
