"""Health sentences of other fields, written before any result was seen: the right one raises nothing, the wrong one is told.

Doses, vaccination, diabetes, first aid; in Spanish, Korean, Arabic, Hindi, Thai and languages without a table too.
"""

from __future__ import annotations

import pytest

from generator.meaning import compare

CASES = [
    (
        "zh_Hans",
        "Take 1 tablet twice a day after meals.",
        "每天两次，每次1片，饭后服用。",
        "每天两次，每次1片，饭前服用。",
    ),
    (
        "zh_Hans",
        "Take 1 tablet twice a day after meals.",
        "每天两次，每次1片，饭后服用。",
        "每天三次，每次1片，饭后服用。",
    ),
    (
        "zh_Hant",
        "Do not take more than 8 tablets in 24 hours.",
        "24小時內不要服用超過8錠。",
        "24小時內不要服用少於8錠。",
    ),
    ("zh_Hant", "Do not take more than 8 tablets in 24 hours.", "24小時內最多服用8錠。", "24小時內至少服用8錠。"),
    (
        "ja",
        "Take 2 tablets every 4 to 6 hours.",
        "4～6時間ごとに2錠飲んでください。",
        "4～6日ごとに2錠飲んでください。",
    ),
    ("ja", "Take 2 tablets every 4 to 6 hours.", "4～6時間おきに2錠を飲みます。", "4～6時間おきに2錠以上を飲みます。"),
    ("vi", "Take half a tablet at 8 pm.", "Uống nửa viên lúc 8 giờ tối.", "Uống nửa viên lúc 8 giờ sáng."),
    ("vi", "Take half a tablet at 8 pm.", "Uống nửa viên lúc 20 giờ.", "Uống 2 viên lúc 20 giờ."),
    (
        "ja",
        "Take the medicine on an empty stomach, at least 30 minutes before breakfast.",
        "朝食の30分以上前、空腹時に薬を飲んでください。",
        "朝食の30分以上後、満腹時に薬を飲んでください。",
    ),
    ("vi", "Do not crush or chew the capsules.", "Không nghiền hoặc nhai viên nang.", "Nghiền hoặc nhai viên nang."),
    (
        "zh_Hans",
        "Do not drive or drink alcohol while taking this medicine.",
        "服药期间不要开车，也不要喝酒。",
        "服药期间可以开车，也可以喝酒。",
    ),
    (
        "zh_Hant",
        "Give 5 ml by mouth three times a day for 7 days.",
        "每天三次，每次口服5毫升，連續7天。",
        "每天三次，每次口服5公升，連續7天。",
    ),
    (
        "zh_Hant",
        "Give 5 ml by mouth three times a day for 7 days.",
        "每日3次，每次5毫升，服用7天。",
        "每日3次，每次5毫升，服用第7天。",
    ),
    (
        "ja",
        "Store below 25 °C and use within one month of opening.",
        "25℃以下で保管し、開封後1か月以内に使ってください。",
        "25℃以上で保管し、開封後1か月以内に使ってください。",
    ),
    (
        "vi",
        "Children under 12 must not use this medicine.",
        "Trẻ dưới 12 tuổi không được dùng thuốc này.",
        "Trẻ trên 12 tuổi không được dùng thuốc này.",
    ),
    (
        "vi",
        "The maximum dose is 4,000 mg a day.",
        "Liều tối đa là 4.000 mg mỗi ngày.",
        "Liều tối đa là 4,000 mg mỗi ngày.",
    ),
    (
        "zh_Hans",
        "Use 1.5 mg/kg, up to 100 mg.",
        "按1.5毫克/公斤使用，最多100毫克。",
        "按15毫克/公斤使用，最多100毫克。",
    ),
    ("ja", "One teaspoon (5 ml) before bed.", "寝る前に小さじ1杯（5ml）。", "寝る前に大さじ1杯（5ml）。"),
    (
        "zh_Hans",
        "The second dose is given at least 4 weeks after the first.",
        "第二剂至少在第一剂之后4周接种。",
        "第二剂最多在第一剂之后4周接种。",
    ),
    (
        "zh_Hant",
        "Stay for 15 minutes after the vaccination.",
        "接種疫苗後，請留觀15分鐘。",
        "接種疫苗前，請留觀15分鐘。",
    ),
    (
        "ja",
        "A sore arm for one or two days is common.",
        "1～2日、腕が痛むことはよくあります。",
        "1～2日、脚が痛むことはよくあります。",
    ),
    (
        "vi",
        "Your baby gets the vaccine at 2, 3 and 4 months.",
        "Bé được tiêm vắc xin lúc 2, 3 và 4 tháng tuổi.",
        "Bé được tiêm vắc xin lúc 2, 3 và 6 tháng tuổi.",
    ),
    (
        "vi",
        "Tell the nurse if your child has an allergy to eggs.",
        "Hãy báo cho điều dưỡng nếu con bạn dị ứng với trứng.",
        "Hãy báo cho điều dưỡng nếu con bạn không dị ứng với trứng.",
    ),
    (
        "zh_Hans",
        "Call a doctor if the fever lasts more than two days.",
        "如果发烧超过两天，请打电话给医生。",
        "如果发烧不到两天，请打电话给医生。",
    ),
    (
        "ja",
        "About 1 in 10 children get a mild fever.",
        "10人に1人ほどの子どもに軽い熱が出ます。",
        "100人に1人ほどの子どもに軽い熱が出ます。",
    ),
    (
        "zh_Hant",
        "About one in ten children gets a rash.",
        "大約十分之一的兒童會起疹子。",
        "大約五分之一的兒童會起疹子。",
    ),
    ("zh_Hans", "The vaccine does not contain live virus.", "这种疫苗不含活病毒。", "这种疫苗含活病毒。"),
    (
        "ja",
        "If your blood sugar is below 70 mg/dL, eat or drink something sweet.",
        "血糖値が70mg/dL未満なら、甘い物を食べるか飲んでください。",
        "血糖値が70mg/dLを超えたら、甘い物を食べるか飲んでください。",
    ),
    (
        "vi",
        "Inject insulin 15 minutes before meals.",
        "Tiêm insulin 15 phút trước bữa ăn.",
        "Tiêm insulin 15 phút sau bữa ăn.",
    ),
    (
        "vi",
        "Keep insulin in the fridge, never in the freezer.",
        "Giữ insulin trong ngăn mát tủ lạnh, không bao giờ để trong ngăn đá.",
        "Giữ insulin trong ngăn mát tủ lạnh, luôn để trong ngăn đá.",
    ),
    (
        "zh_Hant",
        "Walk for at least 30 minutes, five days a week.",
        "每週5天，每次至少走30分鐘。",
        "每週5天，每次至少走30小時。",
    ),
    ("zh_Hant", "Your HbA1c should be under 7%.", "您的糖化血色素應低於7%。", "您的糖化血色素應高於7%。"),
    (
        "ja",
        "Look at your feet every day for cuts.",
        "毎日、足に傷がないか見てください。",
        "毎日、手に傷がないか見てください。",
    ),
    (
        "zh_Hans",
        "Call an ambulance if your baby has a seizure.",
        "如果宝宝抽搐，请叫救护车。",
        "如果妈妈抽搐，请叫救护车。",
    ),
    (
        "ja",
        "Lay the child on the left side.",
        "子どもを左側を下にして寝かせてください。",
        "子どもを右側を下にして寝かせてください。",
    ),
    (
        "vi",
        "Wash the burn with cool water for 20 minutes.",
        "Rửa vết bỏng bằng nước mát trong 20 phút.",
        "Rửa vết bỏng bằng nước nóng trong 20 phút.",
    ),
    ("zh_Hant", "Pain in the left arm or chest: call 119.", "左臂或胸部疼痛：請撥119。", "右臂或胸部疼痛：請撥119。"),
    (
        "zh_Hans",
        "Rinse the eye with water, then see a doctor or nurse.",
        "用水冲洗眼睛，然后找医生或护士。",
        "用水冲洗眼睛，然后找医生和护士。",
    ),
    (
        "ja",
        "Do not give honey to babies under one year.",
        "1歳未満の赤ちゃんにはちみつを与えないでください。",
        "1歳未満の赤ちゃんにはちみつを与えてください。",
    ),
    ("vi", "Boil the water before you drink it.", "Hãy đun sôi nước trước khi uống.", "Hãy đun sôi nước sau khi uống."),
    ("zh_Hans", "Drink at least eight glasses of water a day.", "每天至少喝八杯水。", "每天至少喝八十杯水。"),
    (
        "zh_Hant",
        "Open from 8:30 am to 5 pm, Monday to Friday.",
        "星期一至星期五，上午8:30至下午5:00。",
        "星期一至星期五，上午8:30至下午6:00。",
    ),
    (
        "ja",
        "The clinic closes at 5:30 pm.",
        "クリニックは午後5時半に閉まります。",
        "クリニックは午前5時半に閉まります。",
    ),
    (
        "vi",
        "Avoid smoking and alcohol during pregnancy.",
        "Tránh hút thuốc và rượu khi mang thai.",
        "Tránh hút thuốc khi mang thai.",
    ),
    (
        "zh_Hans",
        "Symptoms are fever, cough, rash and red eyes.",
        "症状有发烧、咳嗽、皮疹和眼睛发红。",
        "症状有发烧、咳嗽和眼睛发红。",
    ),
    (
        "ja",
        "You may feel dizzy or faint. Sit down and call for help.",
        "めまいがしたり、気を失いそうになったりすることがあります。座って助けを呼んでください。",
        "めまいがしたり、気を失いそうになったりすることがあります。",
    ),
    (
        "zh_Hant",
        "Ask your pharmacist before you take other medicines.",
        "服用其他藥物前，請先詢問藥師。",
        "服用其他藥物前，請先詢問護理師。",
    ),
    ("vi", "Your kidneys and liver are healthy.", "Thận và gan của bạn khỏe mạnh.", "Tim và gan của bạn khỏe mạnh."),
    (
        "es",
        "Take two tablets every 8 hours for ten days.",
        "Tome dos comprimidos cada 8 horas durante diez días.",
        "Tome tres comprimidos cada 8 horas durante diez días.",
    ),
    ("es", "Take once a day.", "Tome una vez al día.", "Tome once al día."),
    ("es", "No more than 3 doses in 24 hours.", "No más de 3 dosis en 24 horas.", "Al menos 3 dosis en 24 horas."),
    ("ko", "Take 2 tablets three times a day.", "하루 세 번 2정씩 복용하세요.", "하루 세 번 3정씩 복용하세요."),
    ("ko", "Do not use for more than 7 days.", "7일 이상 사용하지 마세요.", "7일 이상 사용하세요."),
    ("ar", "Wash your hands for 20 seconds.", "اغسل يديك لمدة 20 ثانية.", "اغسل يديك لمدة ٢٠ دقيقة."),
    ("ar", "Take 5 ml every 6 hours.", "خذ ٥ مل كل ٦ ساعات.", "خذ ٥ مل كل ٨ ساعات."),
    ("hi", "Give two drops in the morning.", "सुबह दो बूँदें दें।", "सुबह तीन बूँदें दें।"),
    ("hi", "Do not stop the medicine.", "दवा बंद न करें।", "दवा बंद करें।"),
    ("th", "Drink 8 glasses of water a day.", "ดื่มน้ำวันละ 8 แก้ว", "ดื่มน้ำวันละ 3 แก้ว"),
    ("th", "Do not take more than 4 tablets a day.", "ห้ามกินเกินวันละ 4 เม็ด", "กินวันละ 4 เม็ด"),
    (
        "ja",
        "Apply a thin layer twice daily for no longer than two weeks.",
        "1日2回、2週間を超えない範囲で薄く塗ってください。",
        "1日2回、2週間を超えるまで薄く塗ってください。",
    ),
    (
        "ja",
        "Babies over 6 months can drink water.",
        "6か月を過ぎた赤ちゃんは水を飲めます。",
        "6か月未満の赤ちゃんは水を飲めます。",
    ),
    (
        "ja",
        "You do not need to fast before this test.",
        "この検査の前に絶食する必要はありません。",
        "この検査の前に絶食する必要があります。",
    ),
    ("ja", "Never share needles.", "注射針を決して共用しないでください。", "注射針を共用してください。"),
    (
        "ja",
        "Take three capsules with food in the morning.",
        "朝、食事と一緒に3カプセルを飲んでください。",
        "夜、食事と一緒に3カプセルを飲んでください。",
    ),
    ("ja", "Come back in 10 days.", "10日後にまた来てください。", "10週間後にまた来てください。"),
    (
        "ja",
        "If you are pregnant, tell the doctor.",
        "妊娠している方は、医師に伝えてください。",
        "授乳している方は、医師に伝えてください。",
    ),
    ("ja", "Two to three litres of fluid a day", "1日に2～3リットルの水分", "1日に2～3ミリリットルの水分"),
    ("zh_Hans", "Wait at least half an hour before eating.", "至少等半个小时再吃东西。", "至少等一个半小时再吃东西。"),
    ("zh_Hans", "Take the drops for three months.", "滴剂要吃三个月。", "滴剂要吃三周。"),
    ("zh_Hans", "The test takes less than 10 minutes.", "检查不到10分钟。", "检查超过10分钟。"),
    ("zh_Hans", "Adults should take two puffs when needed.", "成人需要时吸两喷。", "儿童需要时吸两喷。"),
    (
        "zh_Hans",
        "You can still breastfeed if you have a cold.",
        "感冒了也可以继续母乳喂养。",
        "感冒了就不可以继续母乳喂养。",
    ),
    ("zh_Hans", "One in four women has this.", "每四个女性中就有一个有这种情况。", "每五个女性中就有一个有这种情况。"),
    ("zh_Hans", "Blood pressure above 140/90 is too high.", "血压高于140/90就太高了。", "血压低于140/90就太高了。"),
    ("zh_Hans", "Keep the baby warm and dry.", "让宝宝保持温暖、干燥。", "让妈妈保持温暖、干燥。"),
    ("zh_Hant", "Lie on your back with your legs raised.", "平躺，把雙腿抬高。", "平躺，把雙手抬高。"),
    ("zh_Hant", "Use within 28 days after opening.", "開封後28天內使用完畢。", "開封前28天內使用完畢。"),
    ("zh_Hant", "Do not swim or take a bath for two weeks.", "兩週內不要游泳或泡澡。", "兩週內可以游泳或泡澡。"),
    ("zh_Hant", "Rinse your mouth after using the inhaler.", "使用吸入器後請漱口。", "使用吸入器前請漱口。"),
    ("zh_Hant", "Your next visit is at 2:15 pm.", "下次回診時間是下午2點15分。", "下次回診時間是上午2點15分。"),
    ("zh_Hant", "Ask at the registration window.", "請到掛號窗口詢問。", "請到掛號視窗詢問。"),
    ("zh_Hant", "The operation takes about an hour.", "手術大約需要一小時。", "手術程式大約需要一小時。"),
    ("zh_Hant", "It helps your blood circulation.", "有助於血液循環。", "有助於血液迴圈。"),
    ("zh_Hant", "Take the tablets with plenty of water.", "請配大量的水服用藥錠。", "請配大量的水服用葯錠。"),
    (
        "zh_Hans",
        "Do not stop taking the tablets without asking your doctor.",
        "没有问过医生，不要停药。",
        "没有问过医生，就要停药。",
    ),
    ("vi", "Wait two hours between doses.", "Chờ hai giờ giữa các liều.", "Chờ hai ngày giữa các liều."),
    ("vi", "No more than four times a day", "Không quá bốn lần mỗi ngày", "Ít nhất bốn lần mỗi ngày"),
    (
        "vi",
        "Call us if the swelling does not go down within 3 days.",
        "Hãy gọi cho chúng tôi nếu không bớt sưng trong vòng 3 ngày.",
        "Hãy gọi cho chúng tôi nếu bớt sưng trong vòng 3 ngày.",
    ),
    (
        "vi",
        "Bleeding for longer than 10 minutes is an emergency.",
        "Chảy máu kéo dài hơn 10 phút là trường hợp cấp cứu.",
        "Chảy máu dưới 10 phút là trường hợp cấp cứu.",
    ),
    (
        "vi",
        "Mix one tablespoon of powder with 200 ml of warm water.",
        "Pha một thìa canh bột với 200 ml nước ấm.",
        "Pha một thìa cà phê bột với 200 ml nước ấm.",
    ),
    ("vi", "Shake the bottle before use.", "Lắc chai trước khi dùng.", "Lắc chai sau khi dùng."),
    ("vi", "The left breast is swollen.", "Vú bên trái bị sưng.", "Vú bên phải bị sưng."),
    ("vi", "Use a clean needle every time.", "Mỗi lần hãy dùng kim sạch.", "Mỗi lần hãy dùng kim bẩn."),
    ("vi", "Your child needs 3 doses.", "Con bạn cần 3 liều.", "Con bạn cần 3 liều.Con bạn cần 3 liều."),
    ("vi", "Ask the midwife for help.", "Hãy nhờ nữ hộ sinh giúp.", "Hay nho nu ho sinh giup."),
    ("es", "Wait at least two hours.", "Espere al menos dos horas.", "Espere al menos dos días."),
    ("es", "Do not use if you are pregnant.", "No lo use si está embarazada.", "Úselo si está embarazada."),
    ("ko", "Take at least 8 glasses of water.", "물을 최소 8잔 마시세요.", "물을 최대 8잔 마시세요."),
    ("ar", "Do not take more than two tablets.", "لا تتناول أكثر من قرصين.", "تناول أكثر من قرصين."),
    ("hi", "Take 1 tablet every 12 hours.", "हर 12 घंटे में 1 गोली लें।", "हर 12 दिन में 1 गोली लें।"),
    ("th", "Under 5 years old", "อายุต่ำกว่า 5 ปี", "อายุมากกว่า 5 ปี"),
    ("fr", "Take 2,5 ml three times a day.", "Prenez 2,5 ml trois fois par jour.", "Prenez 25 ml trois fois par jour."),
    (
        "de",
        "Do not take more than 3 tablets in 24 hours.",
        "Nehmen Sie nicht mehr als 3 Tabletten in 24 Stunden.",
        "Nehmen Sie nicht mehr als 5 Tabletten in 24 Stunden.",
    ),
    ("ru", "Wash for 20 seconds.", "Мойте руки 20 секунд.", "Мойте руки 30 секунд."),
]


@pytest.mark.parametrize(("language", "source", "right", "wrong"), CASES)
def test_a_wrong_translation_is_told_and_a_right_one_is_not(language: str, source: str, right: str, wrong: str) -> None:
    assert not [one.message for one in compare(source, right, language, house=True)]
    assert compare(source, wrong, language, house=True)


UNSEEN = [
    ("zh_Hans", "Keep out of the reach of children.", "请放在儿童接触得到的地方。"),
]


@pytest.mark.parametrize(("language", "source", "wrong"), UNSEEN)
def test_what_is_not_seen_yet_is_known(language: str, source: str, wrong: str) -> None:
    """A "not" inside a word, a pair that no table has: when one is told, move it up."""
    assert not compare(source, wrong, language, house=True)
