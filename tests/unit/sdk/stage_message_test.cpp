// The message between xner and xner-worker: whole, or noticed to be not.
#include "harness/sdk/stage_message.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"

namespace {

using testing::HasSubstr;
using testing::StartsWith;
using xner::sdk::Json;
using xner::sdk::Progress;
using xner::sdk::StageMessage;
using xner::sdk::StageResult;
using xner::sdk::unframe;
namespace sdk = xner::sdk;

StageResult full_result() {
  StageResult result;
  result.ok = true;
  result.facts = Json{{"best_step", 120}};
  result.environment = Json{{"device", "cpu"}};
  result.usage.train_seconds = 0.1;
  result.usage.train_pieces = 1LL << 40;
  return result;
}

TEST(Frame, RoundTripsProgress) {
  const std::string line = sdk::frame(Progress{"train", 3, 10, "loss 0.5\nline two"});
  EXPECT_THAT(line, StartsWith("xner1 "));
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  const auto progress = std::get<Progress>(unframe(line));
  EXPECT_EQ(progress.phase, "train");
  EXPECT_EQ(progress.done, 3);
  EXPECT_EQ(progress.total, 10);
  EXPECT_EQ(progress.note, "loss 0.5\nline two");
}

TEST(Frame, RoundTripsAResult) {
  const auto result = std::get<StageResult>(unframe(sdk::frame(full_result())));
  EXPECT_TRUE(result.ok);
  EXPECT_EQ(result.facts, full_result().facts);
  EXPECT_EQ(result.environment, full_result().environment);
  EXPECT_EQ(result.usage.train_seconds, 0.1);
  EXPECT_EQ(result.usage.train_pieces, 1LL << 40);
}

TEST(Frame, CarriesInvalidUtf8AsReplacement) {
  EXPECT_EQ(std::get<Progress>(unframe(sdk::frame(Progress{"\xff", 0, 0, ""}))).phase,
            "\xEF\xBF\xBD");
}

TEST(Unframe, NoticesEveryCut) {
  const std::string line = sdk::frame(full_result());
  for (std::size_t length = 0; length + 1 < line.size(); ++length)
    EXPECT_THROW((void)unframe(line.substr(0, length)), xner::Error) << length;
  EXPECT_NO_THROW((void)unframe(line.substr(0, line.size() - 1)));
}

TEST(Unframe, NoticesEveryDamagedByte) {
  const std::string line = sdk::frame(Progress{"train", 3, 10, "x"});
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    std::string damaged = line;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THROW((void)unframe(damaged), xner::Error) << i;
  }
}

TEST(Unframe, RefusesOtherText) {
  for (const char* text : {"", "\n", "hello", "xner1", "xner1 2 44136fa3 {}", "xner1 -1 00000000 ",
                           "xner1 99999999999999999999999 00000000 {}"})
    EXPECT_THROW((void)unframe(text), xner::Error) << text;
}

sdk::StageRequest request() {
  sdk::StageRequest value;
  value.key = std::string(64, 'a');
  value.plugin = "/p/m.so";
  value.method = "m";
  value.type = "train";
  value.parameters = Json{{"seed", 1}};
  value.inputs = {{"train", "/in/train.jsonl"}};
  value.outputs = {"model"};
  value.output_folder = "/out";
  value.scratch_folder = "/scratch";
  value.checkpoint_folder = "/checkpoints";
  value.checkpoint_seconds = 2.5;
  return value;
}

TEST(StageRequest, RoundTrips) {
  const Json json = to_json(request());
  EXPECT_EQ(to_json(sdk::stage_request_from_json(Json::parse(json.dump()))), json);
}

TEST(StageRequest, NamesTheMissingField) {
  const Json whole = to_json(request());
  for (const auto& [name, value] : whole.items()) {
    Json json = whole;
    json.erase(name);
    try {
      (void)sdk::stage_request_from_json(json);
      ADD_FAILURE() << "expected an Error without " << name;
    } catch (const xner::Error& error) {
      EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
      EXPECT_THAT(error.message(), HasSubstr("'" + name + "'"));
    }
  }
}

// Copying and printing JSON recurse: a message of brackets would overflow the stack.
TEST(Unframe, RefusesDeepNesting) {
  const auto framed = [](const std::string& body) {
    return "xner1 " + std::to_string(body.size()) + " " + xner::sha256(body).substr(0, 8) + " " +
           body;
  };
  const auto result = [](std::size_t depth) {
    Json json{{"result", {{"ok", true}, {"error_kind", ""}, {"error_message", ""}}}};
    json["result"]["environment"] = nullptr;
    json["result"]["facts"] = "FACTS";
    json["result"]["usage"] = Json::parse(
        sdk::frame(full_result()).substr(sdk::frame(full_result()).find('{')))["result"]["usage"];
    std::string body = json.dump();
    return body.replace(body.find("\"FACTS\""), 7,
                        std::string(depth, '[') + std::string(depth, ']'));
  };
  EXPECT_NO_THROW((void)unframe(framed(result(62))));
  EXPECT_THROW((void)unframe(framed(result(63))), xner::Error);
  EXPECT_THROW((void)unframe(framed(result(1'000'000))), xner::Error);
}

}  // namespace
