#pragma once
/// A Fetcher that answers from what a test has laid out. Threads: one thread.

#include "base/error.h"
#include "source/fetcher.h"

#include <deque>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace assay::source {

class FakeFetcher final : public Fetcher {
 public:
  /// The next answer at `url`; several are given one after the other, the last one again and again.
  /// Without headers it comes as JSON or XML by its first character.
  Response& answer(const std::string& url, std::string body, int status = 200) {
    Response response;
    response.status = status;
    response.url = url;
    const bool json = !body.empty() && (body.front() == '{' || body.front() == '[');
    response.headers = {{"content-type", json ? "application/json" : "application/xml"}};
    response.body = std::move(body);
    answers_[url].push_back(std::move(response));
    return answers_[url].back();
  }
  void set_secret(const std::string& variable, std::string value) {
    secrets_[variable] = std::move(value);
  }
  [[nodiscard]] std::string secret(const std::string& variable) const override {
    const auto found = secrets_.find(variable);
    return found == secrets_.end() ? std::string() : found->second;
  }
  /// What was asked, in order.
  [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }
  [[nodiscard]] std::vector<std::string> urls() const {
    std::vector<std::string> urls;
    for (const Request& request : requests_) {
      urls.push_back(request.url);
    }
    return urls;
  }

 protected:
  Response do_fetch(const Request& request) override {
    requests_.push_back(request);
    const auto found = answers_.find(request.url);
    if (found == answers_.end()) {
      throw Error(Errc::kNetwork, "the test laid out no answer", request.url);
    }
    Response response = found->second.front();
    if (found->second.size() > 1) {
      found->second.pop_front();
    }
    return response;
  }
  Response do_download(const Request& request, const std::filesystem::path& target) override {
    Response response = do_fetch(request);
    std::ofstream(target, std::ios::binary) << response.body;
    response.body.clear();
    return response;
  }

 private:
  std::map<std::string, std::deque<Response>> answers_;
  std::map<std::string, std::string> secrets_;
  std::vector<Request> requests_;
};

}  // namespace assay::source
