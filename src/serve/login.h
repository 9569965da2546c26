#pragma once
/// The form by which people log in, which needs no script and no built page, and the cookies of a
/// login. Threads: pure functions.

#include "serve/http.h"

#include <string>
#include <string_view>

namespace assay::serve {

class Guard;
class Router;

inline constexpr std::string_view kLoginPath = "/login";
inline constexpr std::string_view kLoginStylePath = "/login.css";
/// What the page's script reads and sends with each change, as X-Assay.
inline constexpr std::string_view kCsrfCookie = "assay_csrf";

/// A cookie of the request; "" for none.
std::string cookie_of(const Request& request, std::string_view name);

/// 303 to the form, which leads back to what was asked for.
Response lead_to_login(const Request& request);
/// A page that asks for the same address anew, now from this site: cookies of SameSite=Strict come
/// with that.
Response come_again(const Request& request);

/// GET and POST /login, its style, and POST, GET and DELETE /api/v1/session. `guard` outlives them.
void add_login_routes(Router& router, Guard& guard);

}  // namespace assay::serve
