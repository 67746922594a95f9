// The messages between xner and its workers over any bytes: the input as a line of the pipe, as the
// body of a line whose length and checksum are right, and as a stage request.
#include <fmt/format.h>

#include "harness/base/hash.hpp"
#include "harness/sdk/json_fields.hpp"
#include "harness/sdk/stage_message.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace xner;
using fuzz::require;

/// What is read is written, read and written again as the same bytes.
void check_line(const std::string& line) {
  sdk::StageMessage message;
  if (!fuzz::accepts(ErrorKind::kPlugin, [&] { message = sdk::unframe(line); })) return;
  const std::string written = sdk::frame(message);
  require(written.find('\n') == written.size() - 1, "a message is one line");
  require(sdk::frame(sdk::unframe(written)) == written, "a message reads back as it was written");
}

void check_request(const std::string& body) {
  sdk::Json json;
  const bool accepted = fuzz::accepts(ErrorKind::kUsage, [&] {
    json = sdk::to_json(sdk::stage_request_from_json(parse_json(body)));
  });
  if (!accepted) return;
  require(sdk::to_json(sdk::stage_request_from_json(sdk::Json::parse(json.dump()))) == json,
          "a request reads back as it was written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(fuzz::text_of(data, size));
  check_line(body);
  if (body.find('\n') == std::string::npos)
    check_line(fmt::format("xner1 {} {} {}\n", body.size(), sha256(body).substr(0, 8), body));
  check_request(body);
  return 0;
}
