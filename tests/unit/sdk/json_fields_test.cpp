// Typed reading of JSON fields: nothing is converted, everything wrong is named.
#include "harness/sdk/json_fields.hpp"

#include <gmock/gmock.h>

namespace {

using testing::HasSubstr;
using testing::StartsWith;
using xner::sdk::Json;
using xner::sdk::JsonFields;

const Json kObject{{"text", "a"},    {"whole", 3},  {"huge", 18446744073709551615ULL},
                   {"negative", -2}, {"part", 0.5}, {"yes", true}};

TEST(JsonFields, ReadsEachType) {
  const JsonFields fields(kObject, "thing");
  EXPECT_EQ(fields.text("text"), "a");
  EXPECT_EQ(fields.integer("negative"), -2);
  EXPECT_EQ(fields.natural("huge"), 18446744073709551615ULL);
  EXPECT_EQ(fields.number("whole"), 3.0);
  EXPECT_EQ(fields.number("part"), 0.5);
  EXPECT_TRUE(fields.flag("yes"));
}

TEST(JsonFields, NeverConverts) {
  const JsonFields fields(kObject, "thing");
  EXPECT_THROW((void)fields.integer("part"), xner::Error);
  EXPECT_THROW((void)fields.integer("yes"), xner::Error);
  EXPECT_THROW((void)fields.integer("huge"), xner::Error);
  EXPECT_THROW((void)fields.natural("negative"), xner::Error);
  EXPECT_THROW((void)fields.number("text"), xner::Error);
  EXPECT_THROW((void)fields.flag("whole"), xner::Error);
  EXPECT_THROW((void)fields.text("absent"), xner::Error);
}

TEST(JsonFields, SaysWhatWhereAndWhoseFault) {
  try {
    (void)JsonFields(kObject, "thing", xner::ErrorKind::kUsage).text("whole");
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    EXPECT_EQ(error.message(), "thing: field 'whole': expected a string, found number 3");
  }
  EXPECT_THROW(JsonFields(Json(3), "thing"), xner::Error);
}

TEST(Shown, CutsLongValuesAndRepairsBadText) {
  EXPECT_THAT(xner::sdk::shown(std::string(500, 'x')), StartsWith("string \"xxx"));
  EXPECT_LT(xner::sdk::shown(std::string(500, 'x')).size(), 100u);
  EXPECT_THAT(xner::sdk::shown(std::string("\xff")), HasSubstr("\xEF\xBF\xBD"));
}

}  // namespace
