#include "harness/text/encoder_family.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

TEST(EncoderFamily, PositionsCountFromZeroOrFromBehindThePadding) {
  EXPECT_EQ(encoder_family("bert", "config.json").position_offset(0), 0);
  EXPECT_EQ(encoder_family("bert", "config.json").position_offset(3), 0);
  EXPECT_EQ(encoder_family("xlm-roberta", "config.json").position_offset(1), 2);
  EXPECT_EQ(encoder_family("roberta", "config.json").position_offset(0), 1);
}

TEST(EncoderFamily, OtherFamiliesAreRefusedByName) {
  EXPECT_THAT(test::error_of(ErrorKind::kData, [] { (void)encoder_family("t5", "a/config.json"); }),
              ::testing::HasSubstr("a/config.json: \"model_type\": expected \"bert\", "
                                   "\"xlm-roberta\", \"roberta\", \"camembert\", found \"t5\""));
}

}  // namespace
}  // namespace xner::text
