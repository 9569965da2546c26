#include "cli/web.h"

#include "base/time.h"
#include "ingest/web.h"

namespace assay::cli {

std::unique_ptr<source::WebClient> make_web_client(ingest::HostMemory& hosts) {
  return ingest::make_web_client(Context::settings_file(), ASSAY_VERSION, hosts, interrupted());
}

std::string short_instant(std::int64_t unix_seconds) {
  if (unix_seconds == 0) {
    return "never";
  }
  std::string text = format_instant(unix_seconds).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace assay::cli
