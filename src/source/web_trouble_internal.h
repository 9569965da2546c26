#pragma once
/// What the web client makes of an exchange that did not go well: whether another try may help, and
/// the words for the user when none did. Private to the room. Threads: pure functions.

#include "base/error.h"
#include "source/fetcher.h"
#include "source/web_receiver_internal.h"
#include "source/web_transfer_internal.h"

#include <cstdint>
#include <optional>
#include <string>

namespace assay::source {

struct Trouble {
  Error error;
  int most_tries = 1;         ///< In all; the client may make fewer.
  std::int64_t asked_ms = 0;  ///< The service asks for so long a pause.
};

/// nullopt for an answer to be taken as it is: every status but 408, 429, 5xx and a spent
/// allowance. `url`: what was asked; `now_s`: by the wall clock. Throws kCancelled.
std::optional<Trouble> trouble_of(const Outcome& outcome, Receiver& receiver,
                                  const std::string& url, std::int64_t now_s);

/// Throws for a status that is no answer to `request` (see Response); `body`: what came with it.
void check_status(const Request& request, const Response& response, const std::string& body);

/// Throws kBlocked, with the time, while a host has asked to be left alone.
void refuse_while_blocked(std::int64_t until_ms, std::int64_t now_ms, const std::string& url);

/// The refusal of an address in the user's own network.
Error private_address(const std::string& url, const std::string& address);

}  // namespace assay::source
