// harness/store/action_record.cpp: what is written is read again, and nothing else is.
#include "harness/store/action_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"

namespace xner::store {
namespace {

using testing::HasSubstr;

const std::string kKey = sha256("key");

Action sample() {
  Action action{kKey, {}, Json{{"seconds", 0.1}, {"stage", "train"}, {"none", nullptr}}, {}};
  action.files = {{"a\n\"b\" ü", sha256("1"), 1},
                  {"model/config.json", sha256("2"), 1'000'000'000'000}};
  return action;
}

ErrorKind kind_of(const std::string& text) {
  try {
    (void)read_record(text, kKey, "here");
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("here"));
    return error.kind();
  }
  ADD_FAILURE() << "read: " << text;
  return ErrorKind::kInternal;
}

/// The record of a changed sample, with a digest that fits.
std::string signed_text(void (*change)(Json&)) {
  Json record = Json::parse(record_text(sample()));
  record.erase("digest");
  change(record);
  record["digest"] = sha256(record.dump());
  return record.dump();
}

TEST(ActionRecord, ComesBackAsItWas) {
  Action action = sample();
  action.dropped = {"model/config.json"};
  const Action read = read_record(record_text(action), kKey, "here");
  EXPECT_EQ(read.key, action.key);
  EXPECT_EQ(read.files, action.files);
  EXPECT_EQ(read.facts, action.facts);
  EXPECT_EQ(read.dropped, action.dropped);
}

TEST(ActionRecord, TakesFactsThatJsonCannotHold) {
  Action action = sample();
  action.facts = {{"log", "half a letter: \xc3"}, {"nan", std::nan("")}, {"big", 1e300}};
  EXPECT_NO_THROW((void)read_record(record_text(action), kKey, "here"));
}

TEST(ActionRecord, EveryChangedByteIsNoticed) {
  const std::string text = record_text(sample());
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    try {
      // A letter's case in an escape may change nothing of what is said.
      EXPECT_EQ(record_text(read_record(changed, kKey, "here")), text) << i;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kData) << i;
    }
  }
  for (std::size_t size = 0; size + 1 < text.size(); ++size)
    EXPECT_EQ(kind_of(text.substr(0, size)), ErrorKind::kData);
}

TEST(ActionRecord, IsNotTrustedEvenWithADigest) {
  for (const auto change : {
           +[](Json& record) { record["files"][0]["path"] = "../out"; },
           +[](Json& record) { record["files"][0]["path"] = "/out"; },
           +[](Json& record) { record["files"][0]["path"] = "a/../../out"; },
           +[](Json& record) { record["files"][0]["path"] = ""; },
           +[](Json& record) { record["files"][0]["path"] = std::string("a\0b", 3); },
           +[](Json& record) { record["files"][0]["path"] = "zzz"; },
           +[](Json& record) { record["files"][0]["sha256"] = "../../../out"; },
           +[](Json& record) { record["files"][0]["size"] = -1; },
           +[](Json& record) { record["files"][0]["size"] = "many"; },
           +[](Json& record) { record["files"] = 3; },
           +[](Json& record) { record["key"] = sha256("another"); },
           +[](Json& record) { record.erase("facts"); },
           +[](Json& record) { record.erase("schema"); },
       })
    EXPECT_EQ(kind_of(signed_text(change)), ErrorKind::kData) << signed_text(change);
  EXPECT_EQ(kind_of("[]"), ErrorKind::kData);
  EXPECT_EQ(kind_of(std::string(100'000, '[')), ErrorKind::kData);
}

TEST(ActionRecord, ANewerSchemaIsNotDamage) {
  EXPECT_EQ(kind_of(signed_text([](Json& record) {
              record = {{"schema", 2}, {"all", "else"}};
            })),
            ErrorKind::kUsage);
}

TEST(ActionRecord, RefusesFactsAboveALimit) {
  Action action = sample();
  action.facts["log"] = std::string(std::size_t{1} << 20, 'x');
  EXPECT_THROW((void)record_text(action), Error);
}

TEST(ActionRecord, BelowMeansTheFolderAndNotItsNamesake) {
  EXPECT_TRUE(is_below("model/a", "model"));
  EXPECT_TRUE(is_below("model", "model"));
  EXPECT_TRUE(is_below("model", ""));
  EXPECT_FALSE(is_below("model2/a", "model"));
  EXPECT_FALSE(is_below("model", "model/a"));
}

}  // namespace
}  // namespace xner::store
