#include "ingest/web.h"

#include "ingest/settings.h"
#include "ingest/sources.h"

#include <utility>

namespace assay::ingest {

std::unique_ptr<source::WebClient> make_web_client(const std::filesystem::path& settings_file,
                                                   const std::string& version, HostMemory& hosts,
                                                   const std::atomic<bool>& stop) {
  SourceSettings settings = read_settings(settings_file).sources;
  source::WebOptions options;
  options.version = version;
  options.contact = std::move(settings.contact);
  options.allowed = std::move(settings.allow_hosts);
  options.stop = &stop;
  options.store = &hosts;
  return std::make_unique<source::WebClient>(std::move(options));
}

FetcherFor fetcher_for(source::WebClient& client) {
  return [&client](const source::SourceSpec& spec) {
    library::SourceSetup setup;
    setup.connector = spec.connector;
    setup.address = spec.address;
    return client.for_source(spec.proposed ? std::string() : address_of(setup));
  };
}

}  // namespace assay::ingest
