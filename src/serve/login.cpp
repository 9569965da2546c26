#include "serve/login.h"

#include "base/error.h"
#include "base/markup.h"
#include "base/text.h"
#include "serve/guard.h"
#include "serve/parameters.h"
#include "serve/problem.h"
#include "serve/router.h"
#include "serve/secrets.h"
#include "source/address_parts.h"

#include <nlohmann/json.hpp>

namespace assay::serve {
namespace {

constexpr std::string_view kFormCookie = "assay_form";

constexpr const char* kStyle =
    ":root{color-scheme:light dark;--paper:#fcfcfa;--ink:#1c1d1f;--edge:#85888c;--accent:#0b6e4f;"
    "--bad:#a4262c}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e7e6e1;--edge:#767b82;"
    "--accent:#5cc79c;--bad:#ff9a9a}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);"
    "color:var(--ink);font:100%/1.5 system-ui,sans-serif}\n"
    "main{width:min(22rem,100vw - 2rem)}\n"
    "h1{font-size:1.5rem;font-weight:600;margin:0 0 1.25rem}\n"
    "label{display:block;margin:0 0 .75rem}\n"
    "input,button{font:inherit;color:inherit;width:100%;min-height:40px;padding:4px 8px;"
    "border:1px solid var(--edge);border-radius:3px;background:var(--paper)}\n"
    "button{margin-top:.5rem;background:var(--accent);border-color:var(--accent);"
    "color:var(--paper);cursor:pointer}\n"
    ":focus-visible{outline:2px solid var(--accent);outline-offset:2px}\n"
    ".bad{color:var(--bad);margin:0 0 1rem}\n";

/// An address of this server that a login may lead to; "/" for all others.
std::string own_address(const std::string& text) {
  const bool own = text.starts_with('/') && !text.starts_with("//") &&
                   text.find_first_of("\\\r\n\t") == std::string::npos && text.size() < 2000;
  return own ? text : "/";
}

Response form(const Call& call, const Guard& guard, const std::string& next, const char* trouble,
              int status) {
  const std::string word = random_word();
  std::string page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>Log in · assay</title><link "
      "rel=\"stylesheet\" href=\"/login.css\"></head><body><main><h1>assay</h1>";
  if (trouble != nullptr) {
    page += std::string("<p class=\"bad\" role=\"alert\">") + trouble + "</p>";
  }
  page += "<form method=\"post\" action=\"/login\"><input type=\"hidden\" name=\"form\" value=\"" +
          guard.seal(word) + "\"><input type=\"hidden\" name=\"next\" value=\"" +
          escape_markup(next) +
          "\"><label>Name <input name=\"user\" autocomplete=\"username\" autocapitalize=\"none\" "
          "spellcheck=\"false\" autofocus></label><label>Password, or a token without a name "
          "<input name=\"password\" type=\"password\" autocomplete=\"current-password\" "
          "required></label><button>Log in</button></form></main></body></html>";
  Response response = Response::text("text/html; charset=utf-8", std::move(page));
  response.status = status;
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Set-Cookie",
                                std::string(kFormCookie) + "=" + word +
                                    "; HttpOnly; SameSite=Strict; Path=/login; Max-Age=3600" +
                                    (call.request.secure ? "; Secure" : ""));
  return response;
}

Response log_in_by_form(Call& call, Guard& guard) {
  const Query fields = Query::parse(call.request.body);
  const std::string next = own_address(fields.get("next"));
  const std::string word = cookie_of(call.request, kFormCookie);
  if (word.empty() || !same_word(guard.seal(word), fields.get("form"))) {
    return form(call, guard, next, "The form was too old. Please send it once more.", 403);
  }
  const Login login = guard.log_in(fields.get("user"), fields.get("password"), call.request.peer);
  if (login.outcome == Login::Outcome::kTooOften) {
    return form(call, guard, next, "Too many tries. Wait ten seconds.", 429);
  }
  if (login.outcome == Login::Outcome::kWrong) {
    return form(call, guard, next, "Name and password do not belong together.", 401);
  }
  Response response = Response::text("text/plain; charset=utf-8", "");
  response.status = 303;
  response.headers.emplace_back("Location", next);
  for (std::string& cookie : Guard::cookies_of(login, call.request.secure)) {
    response.headers.emplace_back("Set-Cookie", std::move(cookie));
  }
  return response;
}

/// {"user","password"} or {"token"}.
Response log_in_by_json(Call& call, Guard& guard) {
  const nlohmann::json body = call.json();
  const bool by_token = body.contains("token");
  const Login login =
      guard.log_in(by_token ? std::string() : text_member(body, "user"),
                   text_member(body, by_token ? "token" : "password"), call.request.peer);
  if (login.outcome == Login::Outcome::kTooOften) {
    return problem(Error(Errc::kBlocked, "too many tries", "", "wait ten seconds"), 429);
  }
  if (login.outcome == Login::Outcome::kWrong) {
    Response refused =
        problem(Error(Errc::kBlocked, "this login is not right", by_token ? "token" : "password",
                      guard.needs_login() ? "ask whoever keeps the library"
                                          : "none is needed on this machine"),
                401);
    refused.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"assay\"");
    return refused;
  }
  Response response = Response::json("{\"session\":true}");
  for (std::string& cookie : Guard::cookies_of(login, call.request.secure)) {
    response.headers.emplace_back("Set-Cookie", std::move(cookie));
  }
  return response;
}

}  // namespace

std::string cookie_of(const Request& request, std::string_view name) {
  const std::string header = request.header("cookie");
  for (std::string_view piece : split(header, ';')) {
    piece = trim(piece);
    if (piece.starts_with(name) && piece.substr(name.size()).starts_with('=')) {
      return std::string(piece.substr(name.size() + 1));
    }
  }
  return {};
}

Response lead_to_login(const Request& request) {
  Response response = Response::text("text/plain; charset=utf-8", "");
  response.status = 303;
  const std::string asked =
      request.path + (request.search.empty() ? std::string() : "?" + request.search);
  response.headers.emplace_back(
      "Location",
      std::string(kLoginPath) + (asked == "/" ? "" : "?next=" + source::percent_encoded(asked)));
  return response;
}

Response come_again(const Request& request) {
  const std::string asked =
      own_address(request.path + (request.search.empty() ? std::string() : "?" + request.search));
  Response response = Response::text(
      "text/html; charset=utf-8",
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>assay</title><meta "
      "http-equiv=\"refresh\" content=\"0;url=" +
          escape_markup(asked) + "\"><p><a href=\"" + escape_markup(asked) +
          "\">Go on to assay</a></p></html>");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

void add_login_routes(Router& router, Guard& guard) {
  router.get(kLoginPath, [&guard](Call& call) {
    return form(call, guard, own_address(call.request.query.get("next")), nullptr, 200);
  });
  router.post(kLoginPath, [&guard](Call& call) { return log_in_by_form(call, guard); });
  router.get(kLoginStylePath,
             [](Call& /*call*/) { return Response::text("text/css; charset=utf-8", kStyle); });
  router.post("/api/v1/session", [&guard](Call& call) { return log_in_by_json(call, guard); });
  router.get("/api/v1/session", [&guard](Call& call) {
    const auto or_null = [](const std::string& text) {
      return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
    };
    return Response::json(nlohmann::ordered_json{{"login", guard.needs_login()},
                                                 {"account", or_null(call.request.account)},
                                                 {"reader", or_null(call.request.reader)}}
                              .dump());
  });
  router.remove("/api/v1/session", [&guard](Call& call) {
    guard.log_out(call.request);
    Response response = Response::json("{\"session\":false}");
    for (std::string& cookie : Guard::cookies_of({}, call.request.secure)) {
      response.headers.emplace_back("Set-Cookie", std::move(cookie));
    }
    return response;
  });
}

}  // namespace assay::serve
