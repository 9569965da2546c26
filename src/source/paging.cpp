#include "source/paging.h"

#include "source/address_parts.h"

namespace assay::source {

std::string next_page(const Response& response, const std::string& base) {
  std::string next = link_target(response, "next");
  if (!next.empty() && origin_of(next) != origin_of(base)) {
    throw Error(Errc::kInvalid, "the next page is said to be at another host: " + next,
                response.url, "check the address of the source");
  }
  return next;
}

std::string without_slash(std::string address) {
  while (!address.empty() && address.back() == '/') {
    address.pop_back();
  }
  return address;
}

}  // namespace assay::source
