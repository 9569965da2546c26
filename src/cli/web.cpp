#include "cli/web.h"

#include "base/time.h"
#include "ingest/settings.h"
#include "ingest/sources.h"

#include <utility>

namespace assay::cli {

std::unique_ptr<source::WebClient> make_web_client(ingest::HostMemory& hosts) {
  ingest::SourceSettings settings = ingest::read_settings(Context::settings_file()).sources;
  source::WebOptions options;
  options.version = ASSAY_VERSION;
  options.contact = std::move(settings.contact);
  options.allowed = std::move(settings.allow_hosts);
  options.stop = &interrupted();
  options.store = &hosts;
  return std::make_unique<source::WebClient>(std::move(options));
}

ingest::FetcherFor fetcher_for(source::WebClient& client) {
  return [&client](const source::SourceSpec& spec) {
    library::SourceSetup setup;
    setup.connector = spec.connector;
    setup.address = spec.address;
    return client.for_source(spec.proposed ? std::string() : ingest::address_of(setup));
  };
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
