from django.http import HttpRequest


def office(request: HttpRequest) -> dict[str, object]:
    return {
        "office": {"name": "蓬江区人大常委会", "level_label": "县级", "is_demo": True},
        "year": 2026,
        "person": {"name": "林晓", "role": "经办人"},
        "todo_count": 3,
    }
