// Action records of the store over any bytes: as they are, and with the digest and the key put
// right, so that what is behind them is reached.
#include <algorithm>
#include <optional>

#include "harness/base/hash.hpp"
#include "harness/base/json.hpp"
#include "harness/store/action_record.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace xner;
using fuzz::require;

const std::string kKey(64, 'a');

/// Nothing if it is refused, as damaged or as of a newer version.
std::optional<store::Action> read(const std::string& text) {
  std::optional<store::Action> action;
  const bool known = fuzz::accepts(ErrorKind::kData, [&] {
    try {
      action = store::read_record(text, kKey, "record");
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kUsage) throw;
      require(error.message().find("schema") != std::string::npos, "only a schema may be newer");
    }
  });
  return known ? action : std::nullopt;
}

void check(const std::string& text) {
  const auto action = read(text);
  if (!action) return;
  for (const auto& file : action->files) {
    const std::filesystem::path path = std::filesystem::path("out") / file.path;
    require(path == path.lexically_normal() && file.path.find("..") != 0 && path.is_relative(),
            "a file lies below its folder");
    require(file.size >= 0 && file.sha256.size() == 64, "a file has a size and a digest");
  }
  require(std::ranges::adjacent_find(
              action->files, [](const auto& a, const auto& b) { return a.path >= b.path; }) ==
              action->files.end(),
          "files are in order, each once");
  const std::string written = store::record_text(*action);
  const auto again = read(written);
  require(again.has_value() && store::record_text(*again) == written,
          "a record reads back as it was written");
  require(again->files == action->files && again->dropped == action->dropped, "and says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  check(text);
  store::Json json = parse_json(text);
  if (!json.is_object()) return 0;
  json.erase("digest");
  if (json.contains("key")) json["key"] = kKey;
  json["digest"] = sha256(json.dump());
  check(json.dump());
  return 0;
}
