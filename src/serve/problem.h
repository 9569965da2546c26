#pragma once
/// Errors as answers: problem details (RFC 9457). Threads: pure functions.

#include "base/error.h"
#include "serve/http.h"

namespace assay::serve {

/// The status of an error: 400 usage and invalid, 404 not found, 413 limit, 429 blocked, 502
/// network, 503 locked and cancelled, 500 the rest.
int http_status(Errc code) noexcept;

/// {"type":"about:blank"-like URN,"title","status","detail","code","where","hint"}. `status`: in
/// place of that of the code.
Response problem(const Error& error, int status = 0);

}  // namespace assay::serve
